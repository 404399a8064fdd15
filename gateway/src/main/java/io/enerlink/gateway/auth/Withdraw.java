package io.enerlink.gateway.auth;

/** Takes {@code amount} base units of {@code asset} (a token's address) out of escrow to {@code to}. */
public record Withdraw(Address account, Address asset, long amount, Address to, long nonce, long deadline)
        implements
            TypedStruct {

    private static final byte[] TYPE = TypedStruct.typeHash(
            "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)");

    @Override
    public byte[] typeHash() { return TYPE; }

    @Override
    public void encode(Words words) {
        words.address(account).address(asset).uint(amount).address(to).uint(nonce).uint(deadline);
    }
}
