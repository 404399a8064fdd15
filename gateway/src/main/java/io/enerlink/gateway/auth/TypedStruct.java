package io.enerlink.gateway.auth;

import java.nio.charset.StandardCharsets;

/** Something a person signs: an EIP-712 struct that can write itself. */
public sealed interface TypedStruct permits SignedOrder, Logon, AgentApproval, Withdraw, Permit, Redeem {
    /** keccak256 of the struct's type text; shared, not to be changed. */
    byte[] typeHash();

    /**
     * Appends the fields in the order of the type.
     *
     * @throws IllegalArgumentException when a field is outside its type
     */
    void encode(Words words);

    /** keccak256 of a type text such as {@code Logon(address account,bytes32 challenge)}. */
    static byte[] typeHash(String type) {
        byte[] ascii = type.getBytes(StandardCharsets.US_ASCII);
        return Words.keccak256(ascii, 0, ascii.length);
    }
}
