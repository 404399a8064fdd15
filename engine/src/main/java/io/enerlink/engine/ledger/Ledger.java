package io.enerlink.engine.ledger;

import io.enerlink.engine.image.StateImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What every account has, a cache line each in one array: free, reserved and unsettled ETK and IDRS in base units, and
 * its debt. Unsettled is the part of free that came from trades whose batch is not final: it trades, but cannot be
 * withdrawn. Remembers which accounts a command touched, so that each is told once a command.
 *
 * <p>Callers check before they take; a balance that would fall below zero is a bug and throws.
 */
public final class Ledger {
    private static final List<Asset> ASSETS = List.of(Asset.values());
    private static final int STRIDE_BITS = 3;
    private static final int FREE = 0;
    private static final int RESERVED = 1;
    private static final int UNSETTLED = 2;
    private static final int ASSET_STRIDE = 3;
    private static final int DEBT = 6;
    private static final int TOUCHED = 7;

    private long[] data = new long[64 << STRIDE_BITS];
    private int[] touched = new int[64];
    private int touchedCount;
    /** What a touched account is marked with; another one after each {@link #clearTouched()}. */
    private long mark = 1;

    /** Makes room for an account. */
    public void open(int accountId) {
        while (accountId + 1 << STRIDE_BITS > data.length) data = Arrays.copyOf(data, data.length * 2);
    }

    public long free(int accountId, Asset asset) {
        return data[at(accountId, asset) + FREE];
    }

    /** Set aside for open orders, withdrawals and repayments. */
    public long reserved(int accountId, Asset asset) {
        return data[at(accountId, asset) + RESERVED];
    }

    public long unsettled(int accountId, Asset asset) {
        return data[at(accountId, asset) + UNSETTLED];
    }

    public long withdrawable(int accountId, Asset asset) {
        int at = at(accountId, asset);
        return Math.max(0, data[at + FREE] - data[at + UNSETTLED]);
    }

    /** What the owner owes EnergyConverter, in ETK base units. */
    public long debtUwh(int accountId) {
        return data[at(accountId) + DEBT];
    }

    public void debt(int accountId, long debtUwh) {
        data[touch(accountId) + DEBT] = debtUwh;
    }

    /** Whether that much can be added without leaving the range that every sum here fits in. */
    public boolean fits(int accountId, Asset asset, long amount) {
        int at = at(accountId, asset);
        return amount <= Long.MAX_VALUE / 2 - data[at + FREE] - data[at + RESERVED];
    }

    public void deposit(int accountId, Asset asset, long amount) {
        add(touch(accountId, asset) + FREE, amount);
    }

    public void withdraw(int accountId, Asset asset, long amount) {
        add(touch(accountId, asset) + FREE, -amount);
    }

    public void reserve(int accountId, Asset asset, long amount) {
        int at = touch(accountId, asset);
        add(at + FREE, -amount);
        add(at + RESERVED, amount);
    }

    public void release(int accountId, Asset asset, long amount) {
        reserve(accountId, asset, -amount);
    }

    /** Spends from what is reserved; what the reserve held beyond it is free again. */
    public void spendReserved(int accountId, Asset asset, long reserved, long spent) {
        int at = touch(accountId, asset);
        add(at + RESERVED, -reserved);
        add(at + FREE, reserved - spent);
    }

    /** Credits what a trade brought: free, and unsettled until its batch is final. */
    public void receive(int accountId, Asset asset, long amount) {
        int at = touch(accountId, asset);
        add(at + FREE, amount);
        add(at + UNSETTLED, amount);
    }

    /** The batch of a credit is final. */
    public void settle(int accountId, Asset asset, long amount) {
        add(touch(accountId, asset) + UNSETTLED, -amount);
    }

    /** The account was paid out on the chain: nothing is left but what batches still bring. */
    public void payOut(int accountId) {
        for (Asset asset : ASSETS) {
            int at = touch(accountId, asset);
            data[at + FREE] = data[at + UNSETTLED];
            data[at + RESERVED] = 0;
        }
    }

    /** Shows every balance of an account, in a fixed order. */
    public void forEach(int accountId, LongConsumer balances) {
        for (int i = 0; i <= DEBT; i++) {
            balances.accept(data[at(accountId) + i]);
        }
    }

    /** How many accounts changed since {@link #clearTouched()}, each counted once, in the order of their first change. */
    public int touchedCount() {
        return touchedCount;
    }

    public int touched(int index) {
        return touched[index];
    }

    public void clearTouched() {
        mark++;
        touchedCount = 0;
    }

    private void add(int at, long amount) {
        long result = data[at] + amount;
        if (result < 0) throw new IllegalStateException("a balance would fall to " + result);
        data[at] = result;
    }

    private int touch(int accountId, Asset asset) {
        return touch(accountId) + asset.ordinal() * ASSET_STRIDE;
    }

    private int touch(int accountId) {
        int at = at(accountId);
        if (data[at + TOUCHED] != mark) {
            data[at + TOUCHED] = mark;
            if (touchedCount == touched.length) touched = Arrays.copyOf(touched, touchedCount * 2);
            touched[touchedCount++] = accountId;
        }
        return at;
    }

    private static int at(int accountId, Asset asset) {
        return at(accountId) + asset.ordinal() * ASSET_STRIDE;
    }

    private static int at(int accountId) {
        return accountId << STRIDE_BITS;
    }

    /** Carries everything into an image, or out of one into what is new; not within a command, when some are touched. */
    public void carry(StateImage image) {
        data = image.carry(data);
        mark = image.carry(mark);
    }
}
