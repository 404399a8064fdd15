package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.Snapshot;
import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.pipeline.EngineHaltedException;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.engine.pipeline.StepPipeline;
import io.enerlink.settlement.chain.DutyThread;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Keys;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.clearing.Clearing;
import io.enerlink.settlement.metering.EnergySettlement;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.web3j.crypto.ECKeyPair;

/**
 * An exchange with everything around it, on one thread, every choice from one seed: what clients do, which part works
 * next, when the process dies and what the disk has kept then. The parts of the exchange are the real ones.
 */
final class World {
    static final EngineConfig ENGINE = new EngineConfig(32, 4, 1 << 10);
    static final JournalConfig JOURNAL = new JournalConfig(129 * 512, 129 * 512);

    static final long START_MS = 1_760_000_000_000L;
    private static final long PLENTY = 1_000_000_000_000L;
    private static final int CONFIRMATIONS = 3;
    private static final int WAITING = 64;
    private static final int CALM_ROUNDS = 400;
    private static final Keys KEYS = keys();

    private final Random random;
    private final Fate fate;
    private final SimulatedDisk disk;
    private final SimulatedStore store;
    private final SimulatedChain chain;
    private final Meters meters;
    private final Traders traders;
    private final Commands commands = new Commands();
    private final Ports ports;
    private final Reference reference = new Reference(ENGINE);
    private final Witness witness;
    private final EventDispatcher checks;
    private final List<Shown> replayed = new ArrayList<>();
    private final PipelineConfig config;

    private long nowMs = START_MS;
    private StepPipeline pipeline;
    private Outbox outbox;
    private Clearing clearing;
    private DutyThread metering;
    private DurableLog durable;
    private boolean starting;
    private long restored;
    private int recoveries;

    private final class Progress implements ReplayProgress {
        @Override
        public void replayed(long lastSequence, int segments, int ofSegments) {}

        @Override
        public void loaded(Snapshot snapshot) {
            restored = snapshot.sequence();
            if (restored > reference.lastSequence())
                throw new Violation(Check.ACKNOWLEDGED, "the snapshot at " + restored + " is ahead of what was shown, "
                        + reference.lastSequence());
        }

        @Override
        public void refused(JournalException reason) {
            throw new Violation(Check.DAMAGE, "a crash left a snapshot that is none", reason);
        }
    }

    private record Shown(long sequence, long timestampMs, EventBuffer events) {}

    World(long seed, Ports ports) {
        this.ports = ports;
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        fate = new Fate(random);
        disk = new SimulatedDisk(fate);
        store = new SimulatedStore(fate);
        chain = new SimulatedChain(fate, KEYS, new SimulatedContracts(), nowMs);
        meters = new Meters(store);
        traders = new Traders(random);
        witness = new Witness(traders);
        checks = new EventDispatcher(witness);
        OldSegments oldSegments = random.nextBoolean() ? OldSegments.ARCHIVE : OldSegments.DELETE;
        config = PipelineConfig.defaults(Path.of("none")).withEngine(ENGINE).withJournal(JOURNAL)
                .withSnapshots(
                        new SnapshotConfig(random.nextInt(4) == 0 ? 0 : 20 + random.nextInt(200), 0, oldSegments))
                .withRingSize(WAITING).withClock(() -> nowMs).withProgress(new Progress());
    }

    private static Keys keys() {
        Map<KeyRole, ECKeyPair> pairs = new EnumMap<>(KeyRole.class);
        for (KeyRole role : KeyRole.values())
            pairs.put(role, ECKeyPair.create(BigInteger.valueOf(77 + role.ordinal())));
        return Keys.of(pairs);
    }

    SimulatedDisk disk() { return disk; }

    /** What came of it: the same for the same seed. */
    @Override
    public String toString() {
        return reference.lastSequence() + " commands, state " + reference.stateHash() + ", " + fate.operations()
                + " operations, " + witness;
    }

    /** Call auctions that ended, and reports on meters that reverted or were refused. */
    int auctions() {
        return witness.auctions();
    }

    int vainReports() { return meters.vainReports(); }

    /** Starts that found something to recover. */
    int recoveries() { return recoveries; }

    /** Opens the market and pays everybody's first money in. */
    void open() {
        start();
        for (int account = 1; account <= Traders.COUNT; account++) submit(commands.openAccount(account));
        submit(commands.addInstrument());
        submit(commands.configureClearing(0));
        drain();
        chain.mine(nowMs, false, contracts -> {
            for (int account = 1; account <= Traders.COUNT; account++)
                for (Asset asset : Asset.values()) contracts.deposit(Commands.address(account), asset, PLENTY);
        });
        for (int i = 0; i < CONFIRMATIONS; i++) calmRound();
    }

    /** The process dies that many times, anywhere, and starts again. */
    void crash(int times) {
        for (int i = 0; i < times; i++) {
            boolean atNames = random.nextInt(10) == 0;
            fate.crashAfter(atNames ? 1_000 : 1 + random.nextInt(random.nextInt(6) == 0 ? 300 : 40));
            if (atNames) disk.crashAtDirectory();
            store.trouble(random.nextInt(3) == 0 ? 40 : Integer.MAX_VALUE);
            chain.trouble(random.nextInt(3) == 0 ? 20 : Integer.MAX_VALUE);
            while (!fate.isDead()) living(this::act);
            restart();
        }
    }

    /** The disk fails once, that many times: the engine stops, and whoever starts it again finds all that counted. */
    void fail(int times) {
        for (int i = 0; i < times; i++) {
            SimulatedDisk.Fault fault = SimulatedDisk.Fault.values()[random
                    .nextInt(SimulatedDisk.Fault.values().length)];
            disk.failAfter(random.nextInt(20), fault);
            boolean halted = false;
            while (!halted) halted = !workUntilHalt();
            restart();
        }
    }

    private boolean workUntilHalt() {
        try {
            act();
            String failed = disk.failedFile();
            if (failed != null && failed.startsWith("journal-0"))
                throw new Violation(Check.HALT, "it went on though " + failed + " failed");
            return true;
        } catch (EngineHaltedException | StorageException e) {
            if (disk.failedFile() == null) throw new Violation(Check.ALIVE, "it halted without a reason", e);
            requireHalted();
            return false;
        }
    }

    private void requireHalted() {
        byte[] command = traders.next(nowMs);
        try {
            pipeline.submit(new HeapBuffer(command), 0, command.length);
        } catch (EngineHaltedException e) {
            return;
        }
        throw new Violation(Check.HALT, "it goes on taking commands though " + disk.failedFile() + " failed");
    }

    private void living(Runnable deed) {
        try {
            deed.run();
        } catch (RuntimeException | Crash e) {
            if (!fate.isDead()) throw new Violation(Check.ALIVE, "it stopped and nothing had happened to it", e);
        }
    }

    /** Until one process comes up. */
    private void restart() {
        do {
            disk.endProcess();
            if (random.nextInt(3) > 0) disk.losePower();
            if (random.nextInt(8) == 0) chain.forgetPool();
            fate.calm();
            if (random.nextInt(4) == 0) fate.crashAfter(1 + random.nextInt(12));
            living(this::start);
        } while (fate.isDead());
        fate.calm();
        recoveries++;
    }

    private void start() {
        starting = true;
        replayed.clear();
        durable = new DurableLog(disk);
        restored = 0;
        outbox = new Outbox(ports.database().apply(store), chain, KEYS,
                new OutboxConfig(CONFIRMATIONS, 4, 1_000, Duration.ofSeconds(1)), Optional.empty());
        outbox.addHaltListener(reason -> {
            throw new Violation(Check.SETTLED_ONCE, "the outbox halts", reason);
        });
        clearing = new Clearing(ports.engine().apply(inLine()), outbox, chain, CONFIRMATIONS, false,
                SimulatedContracts.ADDRESSES, store,
                store, ++nowMs, () -> nowMs * 1_000_000);
        EnergySettlement energy = new EnergySettlement(meters, outbox, chain, SimulatedContracts.CONVERTER,
                SimulatedContracts.CALLS.converter(), () -> {});
        metering = new DutyThread("metering", Duration.ofSeconds(1), () -> settle(energy), failure -> {
            throw new Violation(Check.ALIVE, "metering ends", failure);
        });
        pipeline = new StepPipeline(config, ports.storage().apply(disk), this::onEvents, clearing.events());
        starting = false;
        requireAllThere();
    }

    private static void settle(EnergySettlement energy) {
        energy.collect();
        energy.begin(EnergySettlement.Round.REGISTERS);
        energy.begin(EnergySettlement.Round.SUBMITTED);
    }

    private void requireAllThere() {
        if (pipeline.lastSequence() < reference.lastSequence())
            throw new Violation(Check.ACKNOWLEDGED,
                    "it came up with " + pipeline.lastSequence() + " commands and had shown "
                            + reference.lastSequence());
        replayed.forEach(shown -> show(shown.sequence(), shown.timestampMs(), shown.events()));
        traders.lost(reference.recovered());
        requireSameState();
    }

    private void requireSameState() {
        if (pipeline.stateHash() != reference.stateHash())
            throw new Violation(Check.ACKNOWLEDGED, "after command " + pipeline.lastSequence()
                    + " the state is not that of an engine that never crashed");
    }

    /** What a start replays counts as shown when the start is over: before it nobody can see it. */
    private void onEvents(long sequence, long timestampMs, EventBuffer events) {
        if (sequence <= restored) return;
        if (!starting) show(sequence, timestampMs, events);
        else if (sequence <= reference.lastSequence()) reference.shown(sequence, timestampMs, events);
        else
            replayed.add(new Shown(sequence, timestampMs, copy(events)));
    }

    private static EventBuffer copy(EventBuffer events) {
        EventBuffer copy = new EventBuffer(256);
        events.forEach((buffer, offset, length) -> {
            int at = copy.claim(length);
            copy.buffer().putBytes(at, buffer, offset, length);
        });
        return copy;
    }

    private void show(long sequence, long timestampMs, EventBuffer events) {
        if (durable.lastSequence() < sequence)
            throw new Violation(Check.DURABLE, "command " + sequence + " was shown when " + durable.lastSequence()
                    + " was the last one on the disk");
        reference.shown(sequence, timestampMs, events);
        checks.onEvents(sequence, timestampMs, events);
    }

    private void act() {
        nowMs += random.nextInt(400) == 0 ? random.nextInt(9_000) : random.nextInt(25);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> {
                for (int i = random.nextInt(6); i >= 0; i--) submit(traders.next(nowMs));
            }
            case 6, 7, 8 -> pipeline.step(1 + random.nextInt(WAITING));
            case 9 -> pipeline.writeSnapshot();
            case 10 -> outbox.step();
            case 11 -> clearing.step();
            case 12 -> metering.step();
            case 13 -> {
                meters.measure(random.nextInt(Meters.COUNT), random);
                if (witness.trading() == TradingState.HALTED || random.nextInt(4) == 0) submit(commands.resume());
                else if (random.nextInt(12) == 0) submit(commands.auction());
            }
            default -> chain();
        }
    }

    private void chain() {
        int what = random.nextInt(20);
        if (what == 0) chain.reorganise(1 + random.nextInt(CONFIRMATIONS - 1));
        else if (what == 1) chain.forgetPool();
        else if (what == 3) chain.mine(nowMs, false, contracts -> contracts.converter().pause(random.nextInt(4) == 0));
        else
            chain.mine(nowMs, random.nextInt(4) == 0, contracts -> {
                if (what == 2)
                    contracts.deposit(Commands.address(1 + random.nextInt(Traders.COUNT)),
                            Asset.values()[random.nextInt(2)], 1 + random.nextInt(1_000_000_000));
            });
    }

    private void submit(byte[] command) {
        HeapBuffer buffer = new HeapBuffer(command);
        if (pipeline.submit(buffer, 0, command.length)) reference.submitted(command, nowMs);
    }

    private void drain() {
        while (pipeline.waiting() > 0) pipeline.step(WAITING);
    }

    /** The settlement waits for answers, and there is no other thread that could give them. */
    private EngineClient inLine() {
        return (DirectBuffer buffer, int offset, int length) -> {
            byte[] command = new byte[length];
            buffer.getBytes(offset, command);
            drain();
            submit(command);
            drain();
            return true;
        };
    }

    /** Nothing fails any more: in time all that was traded and measured has settled, once. */
    void settle() {
        fate.calm();
        store.trouble(Integer.MAX_VALUE);
        chain.trouble(Integer.MAX_VALUE);
        living(() -> {
            for (int i = 0; i < CALM_ROUNDS && !isSettled(); i++) calmRound();
        });
        if (!isSettled())
            throw new Violation(Check.ALIVE, "after " + CALM_ROUNDS + " calm rounds not all has settled: "
                    + witness + ", meters " + meters.isIdle() + ", " + store.rows().stream()
                            .filter(row -> !row.state().isDone()).map(row -> row.id() + " " + row.state())
                            .toList());
        requireSameState();
        witness.requireSettled(chain.contracts(), store.rows(), meters);
    }

    /**
     * Stops in order and flips that many bits, one at a time.
     *
     * @return how many a start refused
     */
    int damage(int flips, Consumer<Damage.Place> told) {
        Damage damage = new Damage(disk, random, config, ports.storage(), pipeline);
        for (int i = 0; i < flips; i++) told.accept(damage.flip());
        return damage.detected();
    }

    private void calmRound() {
        nowMs += 500;
        submit(commands.cancelAfter(1, 0));
        drain();
        metering.step();
        chain.mine(nowMs, false, contracts -> contracts.converter().pause(false));
        outbox.step();
        clearing.step();
    }

    private boolean isSettled() {
        return witness.isSettled() && meters.isIdle() && store.rows().stream().allMatch(row -> row.state().isDone());
    }
}
