package io.enerlink.engine.matching;

import java.util.Arrays;
import java.util.function.IntConsumer;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.image.StateImage;

/**
 * Keys that may sign orders for an account that is not their own, numbered in the order in which they were registered.
 * An account has few, so that they are looked for one by one from its newest.
 */
final class Agents {
    static final int NONE = -1;

    /** Keys an account can ever have registered. */
    static final int MAX_PER_ACCOUNT = 64;

    private static final int STRIDE_BITS = 3;
    private static final int ADDRESS = 0;
    private static final int ACCOUNT = 3;
    private static final int NONCE = 4;
    private static final int EXPIRY = 5;
    private static final int OLDER = 6;

    private long[] data = new long[16 << STRIDE_BITS];
    private int[] newest = new int[16];
    private int[] counts = new int[16];
    private int used;

    Agents() { Arrays.fill(newest, NONE); }

    int find(int accountId, DirectBuffer buffer, int offset) {
        return find(accountId, buffer.getLong(offset), buffer.getLong(offset + 8), buffer.getInt(offset + 16));
    }

    int find(int accountId, long first, long second, int third) {
        if (accountId >= newest.length) return NONE;
        int agent = newest[accountId];
        while (agent != NONE) {
            int at = agent << STRIDE_BITS;
            if (data[at] == first && data[at + 1] == second && (int) data[at + 2] == third) return agent;
            agent = (int) data[at + OLDER];
        }
        return NONE;
    }

    boolean isFull(int accountId) {
        return accountId < counts.length && counts[accountId] == MAX_PER_ACCOUNT;
    }

    int add(int accountId, DirectBuffer buffer, int offset) {
        int agent = used++;
        if (used << STRIDE_BITS > data.length) data = Arrays.copyOf(data, data.length * 2);
        if (accountId >= newest.length) growAccounts(accountId);
        int at = agent << STRIDE_BITS;
        data[at + ADDRESS] = buffer.getLong(offset);
        data[at + ADDRESS + 1] = buffer.getLong(offset + 8);
        data[at + ADDRESS + 2] = buffer.getInt(offset + 16);
        data[at + ACCOUNT] = accountId;
        data[at + NONCE] = -1;
        data[at + OLDER] = newest[accountId];
        newest[accountId] = agent;
        counts[accountId]++;
        return agent;
    }

    long expiryMs(int agent) {
        return data[(agent << STRIDE_BITS) + EXPIRY];
    }

    void expiryMs(int agent, long expiryMs) {
        data[(agent << STRIDE_BITS) + EXPIRY] = expiryMs;
    }

    /** The highest nonce it has used for the account; -1 before the first. */
    long nonce(int agent) {
        return data[(agent << STRIDE_BITS) + NONCE];
    }

    void nonce(int agent, long nonce) {
        data[(agent << STRIDE_BITS) + NONCE] = nonce;
    }

    /** Visits an account's agents, the newest first. */
    void forEach(int accountId, IntConsumer visitor) {
        if (accountId >= newest.length) return;
        for (int agent = newest[accountId]; agent != NONE; agent = (int) data[(agent << STRIDE_BITS) + OLDER]) {
            visitor.accept(agent);
        }
    }

    void writeAddress(int agent, MutableDirectBuffer to, int offset) {
        int at = agent << STRIDE_BITS;
        to.putLong(offset, data[at + ADDRESS]);
        to.putLong(offset + 8, data[at + ADDRESS + 1]);
        to.putInt(offset + 16, (int) data[at + ADDRESS + 2]);
    }

    /** The highest that any of an account's agents has used; -1 before the first. */
    long highestNonce(int accountId) {
        long highest = -1;
        if (accountId >= newest.length) return highest;
        for (int agent = newest[accountId]; agent != NONE; agent = (int) data[(agent << STRIDE_BITS) + OLDER]) {
            highest = Math.max(highest, nonce(agent));
        }
        return highest;
    }

    void hash(StateHash hash) {
        hash.add(used);
        for (int i = 0; i < used << STRIDE_BITS; i++) {
            if ((i & 7) < OLDER) hash.add(data[i]);
        }
    }

    private void growAccounts(int accountId) {
        int from = newest.length;
        int capacity = Math.max(accountId + 1, from * 2);
        newest = Arrays.copyOf(newest, capacity);
        Arrays.fill(newest, from, capacity, NONE);
        counts = Arrays.copyOf(counts, capacity);
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        used = image.carry(used);
        data = image.carry(data, used << STRIDE_BITS);
        newest = image.carry(newest);
        counts = image.carry(counts);
    }
}
