package io.enerlink.gateway.auth;

/** Proof that whoever opens a session holds the account's key; {@code challenge} is the server's 32 bytes. */
public record Logon(Address account, byte[] challenge) implements TypedStruct {
    private static final byte[] TYPE = TypedStruct.typeHash("Logon(address account,bytes32 challenge)");

    @Override
    public byte[] typeHash() { return TYPE; }

    @Override
    public void encode(Words words) {
        words.address(account).bytes32(challenge);
    }
}
