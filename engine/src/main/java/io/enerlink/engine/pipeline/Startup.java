package io.enerlink.engine.pipeline;

import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.journal.JournalEnd;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.Recovery;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.Snapshot;
import io.enerlink.engine.journal.SnapshotMismatchException;
import io.enerlink.engine.journal.SnapshotTerms;
import io.enerlink.engine.journal.Snapshots;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;
import java.util.concurrent.Executor;

/** Finds the newest snapshot that is good and makes an engine of it; a new engine where there is none. */
public final class Startup {
    /** Where an engine stands that has had no command. */
    private static final Snapshot BEGINNING = new Snapshot(0, 0, 0);

    private final MatchingEngine engine;
    private final Snapshot snapshot;
    private long lastSequence;
    private long lastTimestampMs;

    private Startup(MatchingEngine engine, Snapshot snapshot) {
        this.engine = engine;
        this.snapshot = snapshot;
    }

    /** The engine as it was after {@link #snapshot()}. */
    public MatchingEngine engine() { return engine; }

    /** What the journal is replayed after; with sequence 0 where all of it is. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Of engines with these limits, of this release. */
    public static SnapshotTerms terms(EngineConfig config) {
        return new SnapshotTerms(MatchingEngine.STATE_VERSION, config.maxAccounts(), config.maxInstruments(),
                config.maxOrders());
    }

    /**
     * Loads the newest good snapshot. Damaged ones are told to {@code progress} and set aside.
     *
     * @throws SnapshotMismatchException where a snapshot is of an exchange that is set up otherwise
     */
    public static Startup of(Storage storage, EngineConfig config, ReplayProgress progress) {
        Snapshots snapshots = new Snapshots(storage, terms(config));
        for (long sequence : snapshots.sequences()) {
            try {
                Startup loaded = load(snapshots, sequence, config);
                progress.loaded(loaded.snapshot);
                return loaded;
            } catch (SnapshotMismatchException e) {
                throw e;
            } catch (JournalException e) {
                progress.refused(e);
                snapshots.setAside(sequence);
            }
        }
        return new Startup(new MatchingEngine(config), BEGINNING);
    }

    /**
     * Loads the newest good snapshot at or before a command; a new engine where there is none. Changes nothing; damaged
     * ones are passed over, a start tells of them.
     *
     * @throws SnapshotMismatchException where a snapshot is of an exchange that is set up otherwise
     */
    static Startup before(Storage storage, EngineConfig config, long last) {
        Snapshots snapshots = new Snapshots(storage, terms(config));
        for (long sequence : snapshots.sequences()) {
            if (sequence > last) continue;
            try {
                return load(snapshots, sequence, config);
            } catch (SnapshotMismatchException e) {
                throw e;
            } catch (JournalException damaged) {
                continue;
            }
        }
        return new Startup(new MatchingEngine(config), BEGINNING);
    }

    /**
     * Tells the listeners what the snapshot holds, replays what the journal holds behind it, and tells that too.
     *
     * @param executor reads ahead; a direct one does not
     * @return where the journal goes on
     * @throws JournalException where a segment is missing, or a record that was durable is missing or damaged
     */
    JournalEnd replay(Storage storage, Publisher publisher, ReplayProgress progress, Executor executor) {
        Replay replay = new Replay(engine, publisher);
        if (snapshot.sequence() > 0) replay.restate(snapshot);
        JournalEnd end = Recovery.replay(storage, snapshot.sequence(), replay, progress, executor);
        publisher.endBatch();
        lastSequence = end.lastSequence();
        lastTimestampMs = Math.max(snapshot.timestampMs(), end.lastTimestampMs());
        return end;
    }

    /** After the replay: gives the next commands their numbers. */
    Stamp stamp() {
        return new Stamp(lastSequence, lastTimestampMs);
    }

    private static Startup load(Snapshots snapshots, long sequence, EngineConfig config) {
        StateImage image = new StateImage();
        Snapshot snapshot = snapshots.read(sequence, image);
        MatchingEngine engine = engine(image, config);
        snapshots.requireHash(snapshot, engine.stateHash());
        return new Startup(engine, snapshot);
    }

    /**
     * An engine with the state of an image.
     *
     * @throws RuntimeException where the image holds no whole state
     */
    static MatchingEngine engine(StateImage image, EngineConfig config) {
        MatchingEngine engine = new MatchingEngine(config);
        image.load();
        engine.carry(image);
        image.requireEnd();
        return engine;
    }
}
