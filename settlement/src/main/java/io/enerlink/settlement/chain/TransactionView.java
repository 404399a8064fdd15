package io.enerlink.settlement.chain;

/**
 * A transaction of the {@link Outbox} as it stands.
 *
 * @param nonce       of the key; {@link #NONE} while none is assigned
 * @param hash        0x and 64 hexadecimal digits; null while the nonce is not assigned
 * @param blockNumber where it is mined; {@link #NONE} while it is not
 * @param to          the contract called; null where one was created
 */
public record TransactionView(String id, KeyRole key, long nonce, String hash, TransactionState state, long blockNumber,
        String to) {
    /** No nonce, no block yet. */
    public static final long NONE = -1;
}
