package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.engine.pipeline.StepPipeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Flips single bits of journal and snapshots where an exchange stopped in order: a start must refuse, or come up with
 * exactly what there was.
 */
final class Damage {
    private static final int SEGMENT_HEADER_BYTES = 64;
    private static final int RECORD_HEADER_BYTES = 32;
    private static final int SNAPSHOT_ENDS_BYTES = 64;

    private final SimulatedDisk disk;
    private final Random random;
    private final PipelineConfig config;
    private final UnaryOperator<Storage> storage;
    private final long lastSequence;
    private final long stateHash;
    private int detected;

    /** @param stopped holds what is on the disk */
    Damage(SimulatedDisk disk, Random random, PipelineConfig config, UnaryOperator<Storage> storage,
            StepPipeline stopped) {
        this.disk = disk;
        this.random = random;
        this.config = config.withProgress(ReplayProgress.NONE);
        this.storage = storage;
        lastSequence = stopped.lastSequence();
        stateHash = stopped.stateHash();
    }

    /** Flips that a start refused; the others were harmless. */
    int detected() { return detected; }

    void flip() {
        List<String> names = disk.list().stream().filter(name -> name.matches("(journal|snapshot)-\\d+\\..*")).toList();
        String name = names.get(random.nextInt(names.size()));
        int at = name.startsWith("journal") ? inJournal(disk.bytes(name)) : inSnapshot(disk.bytes(name).length);
        SimulatedDisk damaged = disk.copy();
        damaged.flip(name, at * Byte.SIZE + random.nextInt(Byte.SIZE));
        try {
            StepPipeline started = new StepPipeline(config, storage.apply(damaged));
            started.close();
            if (started.lastSequence() != lastSequence || started.stateHash() != stateHash)
                throw new Violation(Check.DAMAGE, "a bit of " + name + " at " + at + " changed, and it came up with "
                        + started.lastSequence() + " commands of " + lastSequence + " as if nothing were");
        } catch (JournalException e) {
            detected++;
        } catch (RuntimeException e) {
            throw new Violation(Check.DAMAGE, "a bit of " + name + " at " + at + " changed, and no refusal says so", e);
        }
    }

    /** The header, any field of a record's header, its payload, or the room behind the last. */
    private int inJournal(byte[] segment) {
        if (random.nextInt(10) == 0) return random.nextInt(SEGMENT_HEADER_BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        int record = SEGMENT_HEADER_BYTES;
        int chosen = record;
        for (int records = 1; record + RECORD_HEADER_BYTES < segment.length && bytes.getInt(record) != 0; records++) {
            if (random.nextInt(records) == 0) chosen = record;
            record += RECORD_HEADER_BYTES + (bytes.getInt(record) & 0xFFFF) + 7 & -8;
        }
        int payloadBytes = Math.max(1, bytes.getInt(chosen) & 0xFFFF);
        return switch (random.nextInt(10)) {
            case 0 -> record >= segment.length ? chosen : record + random.nextInt(segment.length - record);
            case 1, 2, 3 -> Math.min(segment.length - 1, chosen + RECORD_HEADER_BYTES + random.nextInt(payloadBytes));
            case 4 -> Math.min(segment.length - 1, Math.max(SEGMENT_HEADER_BYTES, record - 1 - random.nextInt(300)));
            default -> chosen + random.nextInt(RECORD_HEADER_BYTES);
        };
    }

    private int inSnapshot(int length) {
        int end = Math.min(length, SNAPSHOT_ENDS_BYTES);
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(end);
            case 1 -> length - 1 - random.nextInt(end);
            default -> random.nextInt(length);
        };
    }
}
