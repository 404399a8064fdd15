package io.enerlink.settlement.metering;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Feeds readings to a meter's state as the database would, sums what it credits, and knows what is to be reported. */
final class SimulatedMeterHistory {
    static final long CAPACITY_W = 5_000;
    static final Meter METER = Meter.periodic("home", "0x00000000000000000000000000000000000000a1", CAPACITY_W);
    static final long START_MS = 1_760_000_000_000L;

    private final Meter meter;
    private final Map<Long, Map<Integer, String>> stored = new HashMap<>();
    private final TreeMap<Integer, Energy[]> epochs = new TreeMap<>();
    private MeterState state;
    private Energy credited = Energy.ZERO;

    SimulatedMeterHistory() { this(METER, MeterState.UNHEARD); }

    SimulatedMeterHistory(Meter meter, MeterState state) {
        this.meter = meter;
        this.state = state;
        if (state.registers().epoch() > 0)
            note(new Registers.Step(state.registers(), ReadingStatus.BASELINE, Energy.ZERO,
                    state.registers().watermark()));
    }

    static SensorMessage message(long timestampMs, Energy registers, String payload) {
        return message(timestampMs, registers, payload, false);
    }

    static SensorMessage message(long timestampMs, Energy registers, String payload, boolean sinceReset) {
        return new SensorMessage(timestampMs, registers, null, sinceReset, Flow.UNSAID, Flow.UNSAID,
                HomePower.Said.NOTHING,
                payload + timestampMs + registers, Set.of());
    }

    ReadingStatus hear(long timestampMs, long receivedMs, Energy registers) throws RefusedMessageException {
        return hear(message(timestampMs, registers, ""), receivedMs).step().status();
    }

    MeterState.Verdict judge(SensorMessage message, long receivedMs) throws RefusedMessageException {
        return state.judge(message, receivedMs, meter, time -> stored.getOrDefault(time, Map.of()));
    }

    MeterState.Verdict hear(SensorMessage message, long receivedMs) throws RefusedMessageException {
        MeterState.Verdict verdict = judge(message, receivedMs);
        stored.computeIfAbsent(message.timestampMs(), time -> new HashMap<>()).put(verdict.place().boot(),
                message.payloadHash());
        state = verdict.after();
        note(verdict.step());
        return verdict;
    }

    /** A reading that the meter signed. */
    void submit(SubmittedReading reading, long receivedMs) throws RefusedMessageException {
        MeterState.Verdict verdict = state.judge(reading, receivedMs, meter,
                time -> stored.getOrDefault(time, Map.of()));
        stored.computeIfAbsent(reading.sampleMs(), time -> new HashMap<>()).put(0, reading.payloadHash());
        state = verdict.after();
        note(verdict.step());
    }

    /** An installer reads the registers a last time. */
    void close(Energy closing) {
        Registers.Step step = state.registers().release(closing);
        state = state.with(step.after());
        note(step);
    }

    private void note(Registers.Step step) {
        credited = credited.plus(step.delta());
        if (!state.registers().accepted().equals(credited)) throw new AssertionError("state and credits disagree");
        Registers after = step.after();
        if (step.baseline() != null) epochs.put(after.epoch(), new Energy[]{step.baseline(), after.watermark()});
        else if (after.epoch() > 0) epochs.get(after.epoch())[1] = after.watermark();
    }

    /** The process ends and starts again. */
    void restart() {
        MeterState loaded = MeterTable.state(MeterTable.json(state));
        if (!loaded.equals(state)) throw new AssertionError("stored " + state + " and read " + loaded);
        state = loaded;
    }

    /** By epoch: where it began, and where it is. */
    TreeMap<Integer, Energy[]> epochs() { return epochs; }

    Meter meter() { return meter; }

    long sampleMs(long timestampMs, long receivedMs) {
        return state.clock().place(timestampMs, receivedMs).sampleMs();
    }

    Energy credited() { return credited; }

    MeterState state() { return state; }
}
