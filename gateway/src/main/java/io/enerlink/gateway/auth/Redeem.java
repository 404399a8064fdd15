package io.enerlink.gateway.auth;

import java.math.BigInteger;

/** Gives {@code amount} base units of IDRS back for rupiah at the bank; signed in the token's own domain. */
public record Redeem(Address holder, BigInteger amount, byte[] reference, BigInteger deadlineSeconds)
        implements
            TypedStruct {

    private static final byte[] TYPE = TypedStruct
            .typeHash("Redeem(address holder,uint256 amount,bytes32 ref,uint256 deadline)");

    @Override
    public byte[] typeHash() { return TYPE; }

    @Override
    public void encode(Words words) {
        words.address(holder).uint(amount).bytes32(reference).uint(deadlineSeconds);
    }
}
