package io.enerlink.settlement.chain;

import java.util.Arrays;
import java.util.Objects;

/**
 * What somebody wants on the chain.
 *
 * @param id   names the wish, not the attempt: the same id is sent once, however often it is asked for. It contains
 *             nothing that changes from attempt to attempt, no clock above all
 * @param key  who signs
 * @param to   the contract, 0x and 40 hexadecimal digits; null creates a contract
 * @param data the call with its arguments, or the creation code
 * @param gas  what it takes at most, if that is known: so many more fit into a block; {@link #UNKNOWN_GAS} else. It is
 *             no part of the wish
 */
public record TransactionRequest(String id, KeyRole key, String to, byte[] data, long gas) {

    /** The longest id. */
    public static final int MAX_ID_LENGTH = 200;
    public static final long UNKNOWN_GAS = 0;

    public TransactionRequest {
        Objects.requireNonNull(key, "key");
        if (id.isBlank() || id.length() > MAX_ID_LENGTH)
            throw new IllegalArgumentException("a transaction id has 1 to " + MAX_ID_LENGTH + " characters: " + id);
        if (to != null && !to.matches("0x[0-9a-fA-F]{40}"))
            throw new IllegalArgumentException("not an address: " + to);
        if (gas < 0) throw new IllegalArgumentException("gas: " + gas);
        data = data.clone();
    }

    /** One that may take what is sensible. */
    public TransactionRequest(String id, KeyRole key, String to, byte[] data) {
        this(id, key, to, data, UNKNOWN_GAS);
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransactionRequest that && id.equals(that.id) && key == that.key
                && Objects.equals(to, that.to) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id + " by " + key + " to " + to;
    }
}
