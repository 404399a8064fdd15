package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens to a meter's messages, what is credited is what the meter counted, to the µWh. */
class MeterFaultsPropertyTest {
    private static final int READINGS = 250;
    private static final long INTERVAL_MS = 10_000;
    /** At 5 kW. */
    private static final long MOST_PER_READING_UWH = 13_000_000;

    private static final long LONG_UP_MS = 400_000;
    private static final Energy MANY_READINGS = new Energy(100_000_000, 100_000_000);

    private enum Fault { NONE, REBOOT, REBOOT_WITH_RESET, RESET, DUPLICATE, SHUFFLE, ZERO, SPIKE, SILENCE, OUTAGE }

    @Property(tries = 2_000)
    void creditsExactlyWhatTheMeterCounted(@ForAll long seed) {
        History history = new History(new Random(seed));
        for (int i = 0; i < READINGS; ++i) history.next();
        history.end();
        assertEquals(history.expected(), history.meter.credited());
        assertTrue(history.faults.size() >= 3, "faults: " + history.faults);
    }

    /** A device, the way of its messages to us, and what should come of it. */
    private static final class History {
        private final Random random;
        private final SimulatedMeterHistory meter = new SimulatedMeterHistory();
        private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
        private final List<Sent> heard = new ArrayList<>();
        private final Deque<Sent> delayed = new ArrayDeque<>();
        private final Deque<Sent> queued = new ArrayDeque<>();
        private long nowMs = SimulatedMeterHistory.START_MS;
        private long bootMs = nowMs - 777_777;
        private Energy registers = new Energy(3_000_000_000L, 2_000_000_000L);
        private Energy finished = Energy.ZERO;
        private Energy first;
        private Energy highest;
        private int epoch;
        private int untilUp;

        private record Sent(SensorMessage message, int epoch, boolean isTrue) {}

        History(Random random) {
            this.random = random;
            send(true, registers);
            count();
            send(true, registers);
        }

        void next() {
            count();
            Fault fault = random.nextInt(3) > 0 ? Fault.NONE
                    : Fault.values()[random.nextInt(Fault.values().length)];
            // Counters that come back above what they were between two readings cannot be told from a misreading.
            if (isRestart(fault) && !isHighEnough()) fault = Fault.NONE;
            restartQueued = untilUp > 0 && (restartQueued || isRestart(fault));
            // Of what came to pass while nobody listened, one reboot can be told from late messages, not two.
            if (isReboot(fault) && untilUp > 0 && rebootQueued) fault = Fault.NONE;
            rebootQueued = untilUp > 0 && (rebootQueued || isReboot(fault));
            // A message that was on its way for longer than its device was up looks like a reboot.
            if (fault == Fault.SHUFFLE && (untilUp > 0 || nowMs - bootMs < LONG_UP_MS)) fault = Fault.NONE;
            if (fault == Fault.OUTAGE) releaseDelayed();
            faults.add(fault);
            if (untilUp > 0 && --untilUp == 0) drain();
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
                case DUPLICATE -> repeat();
                case SHUFFLE -> delay();
                case ZERO -> send(false, Energy.ZERO);
                case SPIKE -> send(false, registers.plus(new Energy(700_000_000_000L + random.nextInt(1_000_000), 0)));
                case SILENCE -> silence();
                case OUTAGE -> untilUp = untilUp > 0 ? untilUp : 1 + random.nextInt(8);
                case NONE -> send(true, registers);
            }
            if (random.nextInt(3) == 0) releaseDelayed();
        }

        private boolean isHighEnough() {
            return !restartQueued && registers.atLeast(MANY_READINGS)
                    && meter.state().registers().watermark().atLeast(MANY_READINGS);
        }

        private static boolean isReboot(Fault fault) {
            return fault == Fault.REBOOT || fault == Fault.REBOOT_WITH_RESET;
        }

        private static boolean isRestart(Fault fault) {
            return fault == Fault.REBOOT_WITH_RESET || fault == Fault.RESET;
        }

        private void count() {
            nowMs += INTERVAL_MS + random.nextInt(100);
            registers = registers.plus(new Energy(random.nextLong(1, MOST_PER_READING_UWH),
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
            send(true, registers);
        }

        /** Counters begin at zero; the device says so twice before anything else happens to it. */
        private void restart() {
            registers = new Energy(random.nextInt(1_000_000), random.nextInt(1_000_000));
            ++epoch;
            nowMs += 1_000;
            send(true, registers);
            count();
            send(true, registers);
        }

        private void delay() {
            delayed.add(new Sent(message(registers), epoch, true));
        }

        private void releaseDelayed() {
            while (!delayed.isEmpty()) deliver(delayed.removeLast());
        }

        private void repeat() {
            deliver(heard.get(Math.max(0, heard.size() - 1 - random.nextInt(20))));
        }

        private SensorMessage message(Energy shown) {
            return SimulatedMeterHistory.message(nowMs - bootMs, shown, "noise " + random.nextLong());
        }

        private void send(boolean isTrue, Energy shown) {
            deliver(new Sent(message(shown), epoch, isTrue));
        }

        private void deliver(Sent sent) {
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
            try {
                meter.hear(sent.message, nowMs);
                if (sent.isTrue) expect(sent);
                zeroOpen = Energy.ZERO.equals(meter.state().registers().dropped());
            } catch (RefusedMessageException e) {
                assertEquals(Refusal.DUPLICATE, e.refusal());
            }
        }

        private int expectedEpoch = -1;
        private boolean zeroOpen;
        private boolean rebootQueued;
        private boolean restartQueued;

        private void expect(Sent sent) {
            if (sent.epoch < expectedEpoch) return;
            Energy shown = sent.message.registers();
            if (sent.epoch > expectedEpoch) {
                if (highest != null) finished = finished.plus(highest.minus(first));
                expectedEpoch = sent.epoch;
                first = zeroOpen ? Energy.ZERO : shown; // a zero just before was where the counters restarted
                highest = shown;
            }
            if (shown.atLeast(highest)) highest = shown;
        }

        Energy expected() {
            return finished.plus(highest.minus(first));
        }

        /** The meter is heard twice more, so that nothing is open. */
        void end() {
            untilUp = 0;
            drain();
            releaseDelayed();
            for (int i = 0; i < 2; ++i) {
                count();
                send(true, registers);
            }
        }
    }
}
