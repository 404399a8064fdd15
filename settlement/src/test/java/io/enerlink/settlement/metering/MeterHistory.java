package io.enerlink.settlement.metering;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A home's meter, the way of its messages to us, its replacement, our restarts and the way of our reports to the chain, all
 * at the mercy of chance; and what should come of it.
 */
final class MeterHistory {
    private static final int READINGS = 250;
    private static final long INTERVAL_MS = 10_000;
    /** At 5 kW. */
    private static final long MOST_PER_READING_UWH = 13_000_000;
    private static final long LONG_UP_MS = 400_000;
    private static final long DAY_MS = 86_400_000;
    private static final Energy MANY_READINGS = new Energy(100_000_000, 100_000_000);
    private static final long SPAN_UWH = 10_000_000_000L;
    /** So far from its end can no register come in the longest silence. */
    private static final long FAR_FROM_WRAP_UWH = 4_000_000_000L;
    /** Half an hour before the clocks of Berlin go forward. */
    private static final long BEFORE_DST_MS = Instant.parse("2026-03-29T00:30:00Z").toEpochMilli();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** What can go wrong at a reading. */
    enum Fault {
        NONE, REBOOT, REBOOT_WITH_RESET, RESET, DUPLICATE, CONFLICT, SHUFFLE, OLD, ZERO, SPIKE, SILENCE, OUTAGE,
        GARBAGE,
        CLOCK, RESTART, CRASH, SETTLE, SELL, REPLACE, SIGN
    }

    /** A message on its way. {@code truth} are the registers without wraps, of the device's epoch. */
    private record Sent(SensorMessage message, int epoch, Energy truth, boolean isTrue) {}

    private final Random random;
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final Set<MeteringCase> cases = EnumSet.noneOf(MeteringCase.class);
    private final List<SimulatedMeterHistory> meters = new ArrayList<>();
    private final List<Sent> heard = new ArrayList<>();
    private final Deque<Sent> delayed = new ArrayDeque<>();
    private final Deque<Sent> queued = new ArrayDeque<>();
    private final Map<LocalDate, Long> netByLocalDay = new HashMap<>();
    private final ConverterModel chain;
    private final ReportsModel reports;
    private final SimulatedMeterHistory signing = new SimulatedMeterHistory(meterOf(1_000), MeterState.UNHEARD);
    private final List<SubmittedReading> signed = new ArrayList<>();
    private SimulatedMeterHistory meter;
    private boolean hasClock;
    private boolean sinceReset;
    private boolean wraps;
    private long nowMs = BEFORE_DST_MS;
    private long bootMs;
    private Energy truth;
    private Energy finished = Energy.ZERO;
    private Energy first;
    private Energy highest;
    private int epoch;
    private int expectedEpoch;
    private int untilUp;
    private boolean zeroOpen;
    private boolean rebootQueued;
    private boolean restartQueued;
    private int readings;

    MeterHistory(Random random) {
        this.random = random;
        chain = new ConverterModel(random.nextBoolean() ? 0 : Policy.THRESHOLD.thresholdUwh());
        reports = new ReportsModel(random, chain);
        device();
        expectedEpoch = -1;
        meter = new SimulatedMeterHistory(meterOf(1), MeterState.UNHEARD);
        meters.add(meter);
        meters.add(signing);
        twoTrueReadings();
    }

    /** Some device, with a clock or without, that counts ever on, or wraps, or counts since the last reset. */
    private void device() {
        hasClock = random.nextInt(4) == 0;
        wraps = random.nextInt(4) == 0;
        sinceReset = !wraps && random.nextInt(4) == 0;
        bootMs = nowMs - (random.nextBoolean() ? 777_777 : 30 * DAY_MS);
        truth = wraps ? new Energy(SPAN_UWH - 60_000_000, SPAN_UWH - 5_000_000_000L)
                : new Energy(3_000_000_000L, 2_000_000_000L);
    }

    private Meter meterOf(int number) {
        DeviceModel model = new DeviceModel("any", Units.MILLI, wraps ? SPAN_UWH : 0);
        Meter template = SimulatedMeterHistory.METER;
        return new Meter(template.site(), template.owner(), template.capacityW(), template.policy(), model,
                template.zone(), number);
    }

    /** Lives through it, to where nothing is open. */
    MeterHistory play() {
        while (readings < READINGS) next();
        untilUp = 0;
        drain();
        releaseDelayed();
        twoTrueReadings();
        reports.settleAll(meters);
        return this;
    }

    private void twoTrueReadings() {
        for (int i = 0; i < 2; ++i) {
            count();
            send(true, truth);
        }
    }

    private void next() {
        count();
        Fault fault = possible(random.nextInt(3) > 0 ? Fault.NONE
                : Fault.values()[random.nextInt(Fault.values().length)]);
        faults.add(fault);
        if (fault == Fault.OUTAGE) releaseDelayed();
        if (untilUp > 0 && --untilUp == 0) drain();
        happen(fault);
        if (random.nextInt(3) == 0) releaseDelayed();
    }

    private Fault possible(Fault fault) {
        // Counters that come back above what they were between two readings cannot be told from a misreading,
        // nor a restart next to where they wrap from a wrap.
        if ((isRestart(fault) || fault == Fault.ZERO) && !isTelling()) return Fault.NONE;
        if (isRestart(fault) && !isHighEnough()) return Fault.NONE;
        restartQueued = untilUp > 0 && (restartQueued || isRestart(fault));
        // Of what came to pass while nobody listened, one reboot can be told from late messages, not two.
        if (isReboot(fault) && untilUp > 0 && rebootQueued) return Fault.NONE;
        rebootQueued = untilUp > 0 && (rebootQueued || isReboot(fault));
        // A message that was on its way for longer than its device was up looks like a reboot.
        boolean isLong = fault == Fault.SHUFFLE || fault == Fault.CONFLICT;
        if (isLong && (untilUp > 0 || nowMs - bootMs < LONG_UP_MS)) return Fault.NONE;
        if (fault == Fault.OLD && (untilUp > 0 || nowMs - bootMs < 9 * DAY_MS)) return Fault.NONE;
        if (fault == Fault.CLOCK && (!hasClock || untilUp > 0)) return Fault.NONE;
        // What a device with a clock says after more than five minutes is held, and that is another fault.
        if (fault == Fault.SILENCE && hasClock && untilUp > 0) return Fault.NONE;
        if (fault == Fault.REPLACE && (untilUp > 0 || meters.size() > 4)) return Fault.NONE;
        return fault;
    }

    private boolean isTelling() {
        Registers registers = meter.state().registers();
        long peakUwh = Math.max(shown(truth).peakUwh(), registers.watermark().minus(registers.wrapped()).peakUwh());
        return !wraps || SPAN_UWH - peakUwh > FAR_FROM_WRAP_UWH;
    }

    private boolean isHighEnough() {
        Registers registers = meter.state().registers();
        return !restartQueued && shown(truth).atLeast(MANY_READINGS)
                && registers.watermark().minus(registers.wrapped()).atLeast(MANY_READINGS);
    }

    private static boolean isReboot(Fault fault) {
        return fault == Fault.REBOOT || fault == Fault.REBOOT_WITH_RESET;
    }

    private static boolean isRestart(Fault fault) {
        return fault == Fault.REBOOT_WITH_RESET || fault == Fault.RESET;
    }

    private void happen(Fault fault) {
        switch (fault) {
            case REBOOT -> reboot();
            case REBOOT_WITH_RESET -> {
                releaseDelayed();
                reboot();
                restart();
            }
            case RESET -> {
                releaseDelayed();
                restart();
            }
            case DUPLICATE -> deliver(heard.get(Math.max(0, heard.size() - 1 - random.nextInt(20))));
            case CONFLICT -> refused(Refusal.CONFLICT, conflicting());
            case SHUFFLE -> delayed.add(sent(true, truth));
            case OLD -> refused(Refusal.TOO_OLD, SimulatedMeterHistory.message(timestampMs() - 8 * DAY_MS,
                    Energy.ZERO, "old " + random.nextLong(), sinceReset));
            case ZERO -> send(false, Energy.ZERO);
            case SPIKE -> send(false, truth.plus(new Energy(700_000_000_000L + random.nextInt(1_000_000), 0)));
            case SILENCE -> silence();
            case OUTAGE -> untilUp = untilUp > 0 ? untilUp : 1 + random.nextInt(8);
            case GARBAGE -> garbage();
            case CLOCK -> clockOff();
            case RESTART -> meter.restart();
            case CRASH -> crash();
            case SETTLE -> reports.settle(meters);
            case SELL -> chain.sellAll();
            case REPLACE -> replace();
            case SIGN -> sign();
            case NONE -> send(true, truth);
        }
    }

    private void count() {
        nowMs += INTERVAL_MS + random.nextInt(100);
        truth = truth.plus(new Energy(random.nextLong(1, MOST_PER_READING_UWH),
                random.nextLong(MOST_PER_READING_UWH)));
    }

    private void silence() {
        int missed = 1 + random.nextInt(20);
        for (int i = 0; i < missed; ++i) count();
    }

    private void reboot() {
        releaseDelayed();
        nowMs += 2_000;
        bootMs = nowMs - 1_000;
        send(true, truth);
    }

    /** Counters begin at zero; the device says so twice before anything else happens to it. */
    private void restart() {
        truth = new Energy(random.nextInt(1_000_000), random.nextInt(1_000_000));
        ++epoch;
        nowMs += 1_000;
        send(true, truth);
        count();
        send(true, truth);
        if (sinceReset) cases.add(MeteringCase.RESET_LOST); // what it counted before the reset was heard of, or is lost
    }

    /** Another device takes over where an installer read the old one and the new one. */
    private void replace() {
        releaseDelayed();
        delayed.clear();
        heard.clear();
        meter.close(meter.state().registers().watermark().atLeast(closing()) ? meter.state().registers().watermark()
                : closing());
        if (highest != null) finished = finished.plus(truth.minus(first));
        nowMs += 60_000;
        bootMs = nowMs - 5_000;
        device();
        Energy opening = shown(truth);
        meter = new SimulatedMeterHistory(meterOf(meters.size()), MeterState.opened(opening, nowMs));
        meters.add(meter);
        first = truth;
        highest = truth;
        expectedEpoch = ++epoch;
        zeroOpen = false;
        cases.add(MeteringCase.REPLACED);
        twoTrueReadings();
    }

    /** What the device counts to, as the register that we keep of it. */
    private Energy closing() {
        return meter.state().registers().watermark().plus(truth.minus(highest));
    }

    private SensorMessage conflicting() {
        Sent last = heard.getLast();
        return SimulatedMeterHistory.message(last.message.timestampMs(), last.message.registers(),
                "other " + random.nextLong(), sinceReset);
    }

    private void refused(Refusal refusal, SensorMessage message) {
        if (message.timestampMs() < LONG_UP_MS) return; // of an early time of another boot: looks like a reboot
        MeterState before = meter.state();
        try {
            MeterState.Verdict verdict = meter.judge(message, nowMs);
            // The same time in another boot is no conflict but a late message.
            if (verdict.step().status() != ReadingStatus.LATE && verdict.step().status() != ReadingStatus.CLOCK_OFF)
                throw new AssertionError(refusal + " became " + verdict);
        } catch (RefusedMessageException e) {
            if (e.refusal() != refusal) throw new AssertionError(e);
            cases.add(refusal == Refusal.TOO_OLD ? MeteringCase.OUT_OF_ORDER : MeteringCase.DUPLICATE);
        }
        if (!before.equals(meter.state())) throw new AssertionError("a refused message changed something");
    }

    private void garbage() {
        String value = List.of("NaN", "-0.5", "4294967295").get(random.nextInt(3));
        String payload = "{\"timestamp\":" + timestampMs() + ",\"export\":{\"total_energy_wh\":" + value
                + "},\"import\":{\"total_energy_wh\":1}}";
        try {
            SensorMessage.parse(payload.getBytes(StandardCharsets.UTF_8));
            throw new AssertionError("taken: " + payload);
        } catch (RefusedMessageException e) {
            cases.add(MeteringCase.GARBAGE);
        }
    }

    private void clockOff() {
        long offMs = (random.nextBoolean() ? 1 : -1) * (360_000 + random.nextLong(DAY_MS));
        SensorMessage message = SimulatedMeterHistory.message(nowMs + offMs, shown(truth), "off " + random.nextLong(),
                sinceReset);
        deliver(new Sent(message, epoch, truth, false));
    }

    /** We end before a commit, and the broker sends the message again. */
    private void crash() {
        Sent sent = sent(true, truth);
        if (untilUp == 0) {
            try {
                meter.judge(sent.message, nowMs);
            } catch (RefusedMessageException e) {
                throw new AssertionError(e);
            }
            meter.restart();
        }
        deliver(sent);
    }

    /** The owner's other meter signs a reading, and somebody sends an old one once more, as it was or as of another time. */
    private void sign() {
        long amountUwh = 1 + random.nextInt(1_000_000_000);
        SubmittedReading reading = new SubmittedReading(null, "", amountUwh, nowMs, new byte[0],
                new SubmittedReading.Place(1, signed.size()), null, "signed " + nowMs, "{}");
        try {
            signing.submit(reading, nowMs);
        } catch (RefusedMessageException e) {
            throw new AssertionError(e);
        }
        finished = finished.plus(new Energy(amountUwh, 0));
        signed.add(reading);
        SubmittedReading old = signed.get(random.nextInt(signed.size()));
        boolean isVerbatim = random.nextBoolean();
        SubmittedReading replayed = isVerbatim ? old
                : new SubmittedReading(null, "", old.amountUwh(), nowMs + 1, new byte[0], old.place(), null,
                        "replayed " + nowMs, "{}");
        try {
            signing.submit(replayed, nowMs);
            throw new AssertionError("taken twice: " + replayed);
        } catch (RefusedMessageException e) {
            if (e.refusal() != (isVerbatim ? Refusal.DUPLICATE : Refusal.NOT_RISING)) throw new AssertionError(e);
            cases.add(MeteringCase.REPLAYED);
        }
    }

    private void releaseDelayed() {
        while (!delayed.isEmpty()) deliver(delayed.removeLast());
    }

    private long timestampMs() {
        return hasClock ? nowMs : nowMs - bootMs;
    }

    private Energy shown(Energy registers) {
        return wraps ? new Energy(registers.exportUwh() % SPAN_UWH, registers.importUwh() % SPAN_UWH) : registers;
    }

    private Sent sent(boolean isTrue, Energy registers) {
        Energy shown = isTrue ? shown(registers) : registers;
        SensorMessage message = SimulatedMeterHistory.message(timestampMs(), shown, "noise " + random.nextLong(),
                sinceReset);
        return new Sent(message, epoch, registers, isTrue);
    }

    private void send(boolean isTrue, Energy registers) {
        deliver(sent(isTrue, registers));
    }

    private void deliver(Sent sent) {
        ++readings;
        if (untilUp > 0) queued.add(sent);
        else
            hear(sent);
    }

    /** The broker kept what came while we were away. */
    private void drain() {
        while (!queued.isEmpty()) hear(queued.removeFirst());
    }

    private void hear(Sent sent) {
        heard.add(sent);
        int epochBefore = meter.state().registers().epoch();
        Energy wrappedBefore = meter.state().registers().wrapped();
        try {
            MeterState.Verdict verdict = meter.hear(sent.message, nowMs);
            if (sent.isTrue && verdict.step().status() != ReadingStatus.CLOCK_OFF) expect(sent);
            note(verdict, epochBefore, wrappedBefore);
            Energy dropped = meter.state().registers().dropped();
            zeroOpen = dropped != null && dropped.equals(meter.state().registers().wrapped());
        } catch (RefusedMessageException e) {
            if (e.refusal() != Refusal.DUPLICATE) throw new AssertionError(e);
            cases.add(MeteringCase.DUPLICATE);
        }
    }

    private void note(MeterState.Verdict verdict, int epochBefore, Energy wrappedBefore) {
        Registers after = meter.state().registers();
        long netUwh = verdict.step().delta().netUwh();
        netByLocalDay.merge(Instant.ofEpochMilli(verdict.place().sampleMs()).atZone(BERLIN).toLocalDate(), netUwh,
                Long::sum);
        cases.add(MeteringCase.LOCAL_DAY);
        if (after.epoch() > epochBefore) cases.add(MeteringCase.COUNTER_FALLS);
        else if (!after.wrapped().equals(wrappedBefore)) cases.add(MeteringCase.WRAPS);
        if (zeroOpen && after.dropped() == null && after.epoch() == epochBefore) cases.add(MeteringCase.READS_ZERO);
        switch (verdict.step().status()) {
            case LATE -> cases.add(MeteringCase.OUT_OF_ORDER);
            case HELD -> cases.add(MeteringCase.JUMP);
            case CLOCK_OFF -> cases.add(MeteringCase.CLOCK);
            default -> {}
        }
    }

    private void expect(Sent sent) {
        if (sent.epoch < expectedEpoch) return;
        if (sent.epoch > expectedEpoch) {
            boolean isFirst = expectedEpoch < 0;
            if (highest != null) finished = finished.plus(highest.minus(first));
            expectedEpoch = sent.epoch;
            // Where the counters restarted: a zero just before, and counters since a reset begin at zero by themselves.
            first = zeroOpen || sinceReset && !isFirst ? Energy.ZERO : sent.truth;
            highest = sent.truth;
        }
        if (sent.truth.atLeast(highest)) highest = sent.truth;
    }

    Energy expected() {
        return finished.plus(highest.minus(first));
    }

    Energy credited() {
        return meters.stream().map(SimulatedMeterHistory::credited).reduce(Energy.ZERO, Energy::plus);
    }

    long netByLocalDaysUwh() {
        return netByLocalDay.values().stream().mapToLong(Long::longValue).sum();
    }

    ConverterModel chain() { return chain; }

    int readings() { return readings; }

    Set<Fault> faults() {
        faults.remove(Fault.NONE);
        return faults;
    }

    Set<MeteringCase> cases() {
        cases.addAll(reports.cases());
        return cases;
    }
}
