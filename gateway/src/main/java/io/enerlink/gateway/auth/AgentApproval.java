package io.enerlink.gateway.auth;

/** Lets {@code agent} trade for {@code account} until {@code expiry}, a Unix time in the contract's unit. */
public record AgentApproval(Address account, Address agent, long expiry, long nonce) implements TypedStruct {

    private static final byte[] TYPE = TypedStruct
            .typeHash("AgentApproval(address account,address agent,uint64 expiry,uint64 nonce)");

    @Override
    public byte[] typeHash() { return TYPE; }

    @Override
    public void encode(Words words) {
        words.address(account).address(agent).uint(expiry).uint(nonce);
    }
}
