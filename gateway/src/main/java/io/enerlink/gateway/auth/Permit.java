package io.enerlink.gateway.auth;

import java.math.BigInteger;

/** EIP-2612: lets {@code spender} take {@code value} base units of a token; signed in that token's own domain. */
public record Permit(Address owner, Address spender, BigInteger value, BigInteger nonce, BigInteger deadlineSeconds)
        implements
            TypedStruct {

    private static final byte[] TYPE = TypedStruct
            .typeHash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    @Override
    public byte[] typeHash() { return TYPE; }

    @Override
    public void encode(Words words) {
        words.address(owner).address(spender).uint(value).uint(nonce).uint(deadlineSeconds);
    }
}
