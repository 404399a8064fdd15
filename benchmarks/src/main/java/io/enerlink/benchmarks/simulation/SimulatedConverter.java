package io.enerlink.benchmarks.simulation;

import static io.enerlink.benchmarks.simulation.SimulatedContracts.hex;
import static io.enerlink.benchmarks.simulation.SimulatedContracts.number;
import static io.enerlink.benchmarks.simulation.SimulatedContracts.padded;
import static io.enerlink.benchmarks.simulation.SimulatedContracts.signed;
import static io.enerlink.benchmarks.simulation.SimulatedContracts.word;
import static io.enerlink.benchmarks.simulation.SimulatedContracts.wordAt;

import io.enerlink.benchmarks.simulation.SimulatedContracts.Logged;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.metering.Energy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of {@code EnergyConverter.settle}: cumulative registers in epochs, refusals, capacity, thresholds, and that it
 * can be paused. Each meter has an owner of its own.
 */
final class SimulatedConverter {
    private static final int REPORT_WORDS = 5;
    private static final int STALE_EPOCH = 1;
    private static final int LOWER_REGISTER = 2;
    private static final int BEYOND_CAPACITY = 3;
    private static final long SLACK_MS = 1_000;
    /** One of the meters reports more than it may, until time has passed. */
    private static final long NARROW_W = 15_000;
    private static final long WIDE_W = 100_000_000;

    private record Meter(long epoch, long exportUwh, long importUwh, long carriedUwh, long walletUwh,
            long coveredUntilMs) {}

    private final Map<String, Meter> meters;
    private final Map<String, List<String>> effective;
    private long netUwh;
    private boolean paused;

    SimulatedConverter() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int number = 0; number < Meters.COUNT; number++) {
            meters.put(Meters.meterId(number), new Meter(0, 0, 0, 0, 0, World.START_MS));
            effective.put(Meters.meterId(number), List.of());
        }
    }

    private SimulatedConverter(Map<String, Meter> meters, Map<String, List<String>> effective) {
        this.meters = meters;
        this.effective = effective;
    }

    SimulatedConverter copy() {
        SimulatedConverter copy = new SimulatedConverter(new LinkedHashMap<>(meters), new LinkedHashMap<>(effective));
        copy.netUwh = netUwh;
        copy.paused = paused;
        return copy;
    }

    void pause(boolean whether) {
        paused = whether;
    }

    boolean isPaused() { return paused; }

    long netUwh() { return netUwh; }

    long carriedUwh() {
        return meters.values().stream().mapToLong(Meter::carriedUwh).sum();
    }

    long supplyUwh() {
        return meters.values().stream().mapToLong(Meter::walletUwh).sum();
    }

    /** The reports on a meter that took effect, in their order. */
    List<String> effective(String meterId) {
        return effective.get(meterId);
    }

    /** @return false when it is paused, and reverts */
    boolean settle(byte[] data, long nowSec, List<Logged> events) {
        if (paused) return false;
        int list = (int) number(data, 0) / SimulatedContracts.WORD;
        for (int i = 0; i < number(data, list); i++)
            settle(data, list + 1 + i * REPORT_WORDS, nowSec * 1_000, events);
        return true;
    }

    private void settle(byte[] data, int at, long nowMs, List<Logged> events) {
        byte[] id = wordAt(data, at);
        Meter meter = meters.get(hex(id));
        long epoch = number(data, at + 1);
        Energy registers = new Energy(number(data, at + 2), number(data, at + 3));
        if (epoch < meter.epoch) refuse(id, STALE_EPOCH, events);
        else if (epoch > meter.epoch) take(data, at, meter, registers, Math.max(meter.coveredUntilMs, nowMs), events);
        else if (!registers.atLeast(new Energy(meter.exportUwh, meter.importUwh)))
            refuse(id, LOWER_REGISTER, events);
        else {
            long peakUwh = registers.minus(new Energy(meter.exportUwh, meter.importUwh)).peakUwh();
            long coveredMs = meter.coveredUntilMs + Math.ceilDiv(peakUwh * 36, capacityW(id) * 10);
            if (coveredMs > nowMs + SLACK_MS) refuse(id, BEYOND_CAPACITY, events);
            else
                take(data, at, meter, registers, peakUwh == 0 ? meter.coveredUntilMs : Math.max(coveredMs, nowMs),
                        events);
        }
    }

    private static long capacityW(byte[] id) {
        return hex(id).equals(Meters.meterId(1)) ? NARROW_W : WIDE_W;
    }

    private static long thresholdUwh(byte[] id) {
        for (int number = 0; number < Meters.COUNT; number++)
            if (hex(id).equals(Meters.meterId(number))) return Meters.POLICIES.get(number).thresholdUwh();
        throw new IllegalStateException("nobody registered meter " + hex(id));
    }

    private static void refuse(byte[] id, int reason, List<Logged> events) {
        events.add(Logged.of(SimulatedContracts.CONVERTER, EnergyConverter.REPORTREFUSED_EVENT, List.of(id),
                List.of(word(reason))));
    }

    private void take(byte[] data, int at, Meter before, Energy registers, long coveredUntilMs, List<Logged> events) {
        byte[] id = wordAt(data, at);
        long epoch = number(data, at + 1);
        long net = epoch > before.epoch ? 0
                : registers.minus(new Energy(before.exportUwh, before.importUwh)).netUwh();
        long accumulated = before.carriedUwh + net;
        boolean due = Math.abs(accumulated) >= thresholdUwh(id);
        long converted = due ? accumulated : 0;
        long carried = due ? 0 : accumulated;
        if (before.walletUwh + converted < 0)
            throw new Violation(Check.SETTLED_ONCE, "meter " + hex(id) + " burns " + -converted + " µWh of "
                    + before.walletUwh);
        netUwh += net;
        meters.put(hex(id), new Meter(epoch, registers.exportUwh(), registers.importUwh(), carried,
                before.walletUwh + converted, coveredUntilMs));
        String root = hex(wordAt(data, at + 4));
        List<String> more = new ArrayList<>(effective.get(hex(id)));
        more.add(Meters.effective(epoch, registers, root));
        effective.put(hex(id), more);
        events.add(Logged.of(SimulatedContracts.CONVERTER, EnergyConverter.ENERGYSETTLED_EVENT,
                List.of(id, padded(Commands.address(0xE000))), List.of(word(epoch), word(registers.exportUwh()),
                        word(registers.importUwh()), signed(net), word(Math.max(0, converted)),
                        word(Math.max(0, -converted)), word(0), signed(carried), wordAt(data, at + 4))));
    }
}
