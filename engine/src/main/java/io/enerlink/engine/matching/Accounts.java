package io.enerlink.engine.matching;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.Pair;
import io.enerlink.engine.image.StateImage;

/**
 * Who trades: each address has one account, numbered from 1 in the order of opening. Account 0 belongs to nobody; fees
 * go there while no fee account is named.
 */
final class Accounts {
    static final int NONE = 0;

    private static final int STRIDE_BITS = 4;
    private static final int ADDRESS = 0;
    private static final int SEQUENCE = 3;
    private static final int NONCE = 4;
    private static final int EPOCH_PENDING = 5;
    private static final int STOPPED = 6;
    private static final int DEBT_SEQUENCE = 7;
    private static final int REPAYMENT = 8;
    private static final int CANCEL_AT = 9;
    private static final int WITHDRAWAL_NONCE = 10;
    private static final int REPAYMENT_ID = 11;
    private static final int REPAYMENT_EPOCH = 12;

    private final int max;
    private long[] data = new long[16 << STRIDE_BITS];
    private int[] table = new int[64];
    private int[][] openOrders = new int[16][];
    private int[] openCounts = new int[16];
    private int last;

    Accounts(int max) { this.max = max; }

    boolean isFull() { return last == max; }

    int last() { return last; }

    boolean isOpen(int accountId) {
        return accountId > 0 && accountId <= last;
    }

    int find(DirectBuffer buffer, int offset) {
        return find(buffer.getLong(offset), buffer.getLong(offset + 8), buffer.getInt(offset + 16));
    }

    int find(long first, long second, int third) {
        for (int cell = hash(first, second, third) & table.length - 1;; cell = cell + 1 & table.length - 1) {
            int account = table[cell];
            if (account == NONE || isAddress(account, first, second, third)) return account;
        }
    }

    int open(DirectBuffer buffer, int offset) {
        int account = ++last;
        if (account == openCounts.length) grow();
        int at = at(account);
        data[at + ADDRESS] = buffer.getLong(offset);
        data[at + ADDRESS + 1] = buffer.getLong(offset + 8);
        data[at + ADDRESS + 2] = buffer.getInt(offset + 16);
        data[at + NONCE] = -1;
        data[at + CANCEL_AT] = Long.MAX_VALUE;
        openOrders[account] = new int[4];
        if (account * 2 > table.length) growTable();
        else
            insert(account);
        return account;
    }

    boolean isAddress(int account, long first, long second, int third) {
        int at = at(account);
        return data[at] == first && data[at + 1] == second && (int) data[at + 2] == third;
    }

    void writeAddress(int account, MutableDirectBuffer buffer, int offset) {
        int at = at(account);
        buffer.putLong(offset, data[at]);
        buffer.putLong(offset + 8, data[at + 1]);
        buffer.putInt(offset + 16, (int) data[at + 2]);
    }

    /** The number of the account's last execution. */
    long sequence(int account) {
        return data[at(account) + SEQUENCE];
    }

    long nextSequence(int account) {
        return ++data[at(account) + SEQUENCE];
    }

    /** The highest nonce that the account's own key has used; -1 before the first. */
    long nonce(int account) {
        return data[at(account) + NONCE];
    }

    void nonce(int account, long nonce) {
        data[at(account) + NONCE] = nonce;
    }

    int epoch(int account) {
        return Pair.high(data[at(account) + EPOCH_PENDING]);
    }

    void epoch(int account, int epoch) {
        int at = at(account) + EPOCH_PENDING;
        data[at] = Pair.withHigh(data[at], epoch);
    }

    /** Executions in batches that are not final. */
    int pending(int account) {
        return Pair.low(data[at(account) + EPOCH_PENDING]);
    }

    void countPending(int account, int change) {
        int at = at(account) + EPOCH_PENDING;
        data[at] = Pair.withLow(data[at], Pair.low(data[at]) + change);
    }

    boolean isStopped(int account) {
        return data[at(account) + STOPPED] != 0;
    }

    void stopped(int account, boolean stopped) {
        data[at(account) + STOPPED] = stopped ? 1 : 0;
    }

    long debtSequence(int account) {
        return data[at(account) + DEBT_SEQUENCE];
    }

    void debtSequence(int account, long debtSequence) {
        data[at(account) + DEBT_SEQUENCE] = debtSequence;
    }

    /** ETK base units set aside for the repayment that is on its way; 0 when none is. */
    long repayment(int account) {
        return data[at(account) + REPAYMENT];
    }

    void repayment(int account, long amount) {
        data[at(account) + REPAYMENT] = amount;
    }

    /** Of the account's last repayment. */
    long repaymentId(int account) {
        return data[at(account) + REPAYMENT_ID];
    }

    /** The epoch in which the account's last repayment was set aside. */
    int repaymentEpoch(int account) {
        return (int) data[at(account) + REPAYMENT_EPOCH];
    }

    /** A repayment was set aside. */
    void repays(int account, long repaymentId) {
        data[at(account) + REPAYMENT_ID] = repaymentId;
        data[at(account) + REPAYMENT_EPOCH] = epoch(account);
    }

    /** The highest nonce of a withdrawal that was ever reserved: none up to it is taken again. */
    long withdrawalNonce(int account) {
        return data[at(account) + WITHDRAWAL_NONCE];
    }

    void withdrawalNonce(int account, long nonce) {
        data[at(account) + WITHDRAWAL_NONCE] = nonce;
    }

    /** When the account's orders are cancelled unless it shows itself; {@link Long#MAX_VALUE} when never. */
    long cancelAtMs(int account) {
        return data[at(account) + CANCEL_AT];
    }

    void cancelAtMs(int account, long timeMs) {
        data[at(account) + CANCEL_AT] = timeMs;
    }

    int openCount(int account) {
        return openCounts[account];
    }

    int openOrder(int account, int position) {
        return openOrders[account][position];
    }

    /** Lists an order that rests now and returns its position. */
    int addOrder(int account, int order) {
        int position = openCounts[account]++;
        if (position == openOrders[account].length) {
            openOrders[account] = Arrays.copyOf(openOrders[account], position * 2);
        }
        openOrders[account][position] = order;
        return position;
    }

    /** Strikes an order off; the account's last one takes its position and is returned. */
    int removeOrder(int account, int position) {
        int moved = openOrders[account][--openCounts[account]];
        openOrders[account][position] = moved;
        return moved;
    }

    void hash(int account, StateHash hash) {
        int at = at(account);
        for (int i = 0; i <= WITHDRAWAL_NONCE; i++) {
            hash.add(data[at + i]);
        }
    }

    private void grow() {
        int capacity = openCounts.length * 2;
        data = Arrays.copyOf(data, capacity << STRIDE_BITS);
        openOrders = Arrays.copyOf(openOrders, capacity);
        openCounts = Arrays.copyOf(openCounts, capacity);
    }

    private void growTable() {
        table = new int[table.length * 2];
        for (int account = 1; account <= last; account++) {
            insert(account);
        }
    }

    private void insert(int account) {
        int at = at(account);
        int cell = hash(data[at], data[at + 1], (int) data[at + 2]) & table.length - 1;
        while (table[cell] != NONE) cell = cell + 1 & table.length - 1;
        table[cell] = account;
    }

    private static int hash(long first, long second, int third) {
        long mixed = (first ^ Long.rotateLeft(second, 29) ^ third) * 0xFF51_AFD7_ED55_8CCDL;
        return (int) (mixed >>> 32);
    }

    private static int at(int account) {
        return account << STRIDE_BITS;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        last = image.carry(last);
        table = image.carry(table);
        openCounts = image.carry(openCounts, last + 1);
        data = image.carry(data, last + 1 << STRIDE_BITS);
        if (image.isLoading()) openOrders = new int[openCounts.length][0];
        for (int account = 1; account <= last; account++) {
            openOrders[account] = image.carry(openOrders[account], openCounts[account]);
        }
    }
}
