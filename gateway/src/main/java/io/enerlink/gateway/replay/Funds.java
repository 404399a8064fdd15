package io.enerlink.gateway.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What accounts start with: all they could ever need, kept level, or what a file says of each, and nothing for those it
 * does not name. Such a file has a line an account: {@code {"account":"A","etk":"100","idrs":"50000"}}, ETK in the unit
 * of quantities and IDRS in that of price times quantity.
 */
public final class Funds {
    private static final long PLENTY = 1L << 61;
    private static final long TOO_LITTLE = 1L << 60;
    private static final long TOO_MUCH = PLENTY + TOO_LITTLE;

    private record Named(String account, BigDecimal etk, BigDecimal idrs) {}

    /** An account that has too little or too much of an asset. */
    record Change(int account, Asset asset, long amount) {}

    /** Null: unlimited. */
    private final Map<String, Named> named;
    private final List<Integer> changed = new ArrayList<>();
    private long[] free = new long[128];

    private Funds(Map<String, Named> named) { this.named = named; }

    /** Nobody ever runs short. */
    public static Funds unlimited() {
        return new Funds(null);
    }

    /** @throws IllegalArgumentException naming the line that is not as it should be */
    public static Funds of(List<String> lines) {
        ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
        Map<String, Named> named = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            try {
                Named entry = json.readValue(lines.get(i), Named.class);
                boolean good = entry.etk.signum() >= 0 && entry.idrs.signum() >= 0
                        && named.put(entry.account, entry) == null;
                if (!good) throw new IllegalArgumentException("line " + (i + 1) + ": negative, or named twice");
            } catch (JsonProcessingException malformed) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + malformed.getOriginalMessage());
            }
        }
        return new Funds(named);
    }

    /** What an account gets of an asset when it is opened, in base units. */
    long opening(String account, Asset asset, Grid ticks, Grid lots) {
        if (named == null) return 0;
        Named entry = named.get(account);
        if (entry == null) return 0;
        return asset == Asset.ETK ? baseUnits(entry.etk, lots.step(), Money.UWH_PER_WH)
                : baseUnits(entry.idrs, ticks.step().multiply(lots.step()), Money.QUOTE_PER_WH_TICK);
    }

    /** A value in steps, times the engine's units in a step; rounded down, and no more than the engine takes. */
    static long baseUnits(BigDecimal value, BigDecimal step, long unitsPerStep) {
        BigInteger units = value.multiply(BigDecimal.valueOf(unitsPerStep)).divideToIntegralValue(step).toBigInteger();
        return units.min(BigInteger.valueOf(PLENTY)).longValueExact();
    }

    boolean areUnlimited() { return named == null; }

    long freeIdrs(int account) {
        return free[at(account, Asset.IDRS)];
    }

    /** Remembers what an account has free. */
    void changed(int account, long etkFree, long idrsFree) {
        if (at(account, Asset.IDRS) >= free.length)
            free = Arrays.copyOf(free, Math.max(2 * account + 2, free.length * 2));
        free[at(account, Asset.ETK)] = etkFree;
        free[at(account, Asset.IDRS)] = idrsFree;
        boolean isOff = named == null && (change(account, Asset.ETK) != 0 || change(account, Asset.IDRS) != 0);
        if (isOff) changed.add(account);
    }

    private long change(int account, Asset asset) {
        long now = free[at(account, asset)];
        return now < TOO_LITTLE || now > TOO_MUCH ? PLENTY - now : 0;
    }

    private static int at(int account, Asset asset) {
        return 2 * account + asset.code();
    }

    /** What unlimited accounts are to be given or to give back before the next order; taken out. */
    List<Change> takeDue() {
        if (changed.isEmpty()) return List.of();
        List<Change> due = new ArrayList<>();
        for (int account : new TreeSet<>(changed)) {
            for (Asset asset : Asset.values()) {
                long amount = change(account, asset);
                if (amount != 0) due.add(new Change(account, asset, amount));
            }
        }
        changed.clear();
        return due;
    }
}
