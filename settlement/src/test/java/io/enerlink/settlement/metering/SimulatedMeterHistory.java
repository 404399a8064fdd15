package io.enerlink.settlement.metering;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Feeds readings to a meter's state as the database would, and sums what it credits. */
final class SimulatedMeterHistory {
    static final long CAPACITY_W = 5_000;
    static final long START_MS = 1_760_000_000_000L;

    private final Map<Long, Map<Integer, String>> stored = new HashMap<>();
    private MeterState state = MeterState.UNHEARD;
    private Energy credited = Energy.ZERO;

    static SensorMessage message(long timestampMs, Energy registers, String payload) {
        return new SensorMessage(timestampMs, registers, null, BigDecimal.ZERO, BigDecimal.ZERO,
                payload + timestampMs + registers, "{}");
    }

    ReadingStatus hear(long timestampMs, long receivedMs, Energy registers) throws RefusedMessageException {
        return hear(message(timestampMs, registers, ""), receivedMs);
    }

    ReadingStatus hear(SensorMessage message, long receivedMs) throws RefusedMessageException {
        MeterState.Verdict verdict = state.judge(message, receivedMs, CAPACITY_W,
                time -> stored.getOrDefault(time, Map.of()));
        stored.computeIfAbsent(message.timestampMs(), time -> new HashMap<>()).put(verdict.place().boot(),
                message.payloadHash());
        state = verdict.after();
        credited = credited.plus(verdict.step().delta());
        if (!state.registers().accepted().equals(credited)) throw new AssertionError("state and credits disagree");
        return verdict.step().status();
    }

    long sampleMs(long timestampMs, long receivedMs) {
        return state.clock().place(timestampMs, receivedMs).sampleMs();
    }

    Energy credited() { return credited; }

    MeterState state() { return state; }
}
