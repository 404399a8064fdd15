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
    private static final int SNAPSHOT_ENDS_BYTES = 64;

    /** What a flipped bit was part of. */
    enum Place {
        SEGMENT_HEADER, LENGTH, CHECKSUM, RECORD_HEADER, PAYLOAD, LAST_RECORDS, ROOM, SNAPSHOT_HEADER, SNAPSHOT_BODY,
        SNAPSHOT_TRAILER
    }

    private record Spot(Place place, int at) {}

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

    /** @return where the bit was */
    Place flip() {
        List<String> names = disk.list().stream().filter(name -> name.matches("(journal|snapshot)-\\d+\\..*")).toList();
        String name = names.get(random.nextInt(names.size()));
        Spot spot = name.startsWith("journal") ? inJournal(disk.bytes(name)) : inSnapshot(disk.bytes(name).length);
        SimulatedDisk damaged = disk.copy();
        damaged.flip(name, spot.at() * Byte.SIZE + random.nextInt(Byte.SIZE));
        try {
            StepPipeline started = new StepPipeline(config, storage.apply(damaged));
            started.close();
            if (started.lastSequence() != lastSequence || started.stateHash() != stateHash)
                throw new Violation(Check.DAMAGE, "a bit of " + name + " at " + spot + " changed, and it came up with "
                        + started.lastSequence() + " commands of " + lastSequence + " as if nothing were");
        } catch (JournalException e) {
            detected++;
        } catch (RuntimeException e) {
            throw new Violation(Check.DAMAGE, "a bit of " + name + " at " + spot + " changed, and no refusal says so",
                    e);
        }
        return spot.place();
    }

    private Spot inJournal(byte[] segment) {
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        int end = DurableLog.SEGMENT_HEADER_BYTES;
        int chosen = end;
        for (int records = 1; end + DurableLog.RECORD_HEADER_BYTES < segment.length
                && bytes.getInt(end) != 0; records++) {
            if (random.nextInt(records) == 0) chosen = end;
            end += DurableLog.recordBytes(DurableLog.payloadBytes(bytes, end));
        }
        int what = random.nextInt(10);
        if (what == 0) return new Spot(Place.SEGMENT_HEADER, random.nextInt(DurableLog.SEGMENT_HEADER_BYTES));
        boolean hasRoom = end < segment.length;
        if (end == DurableLog.SEGMENT_HEADER_BYTES || what == 1 && hasRoom)
            return new Spot(Place.ROOM, end + random.nextInt(segment.length - end));
        if (what == 2)
            return new Spot(Place.LAST_RECORDS,
                    Math.max(DurableLog.SEGMENT_HEADER_BYTES, end - 1 - random.nextInt(300)));
        return inRecord(chosen, Math.max(1, DurableLog.payloadBytes(bytes, chosen)));
    }

    private Spot inRecord(int record, int payloadBytes) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Spot(Place.LENGTH, record + random.nextInt(4));
            case 2, 3 -> new Spot(Place.CHECKSUM, record + 4 + random.nextInt(4));
            case 4 -> new Spot(Place.RECORD_HEADER, record + 8 + random.nextInt(DurableLog.RECORD_HEADER_BYTES - 8));
            default -> new Spot(Place.PAYLOAD, record + DurableLog.RECORD_HEADER_BYTES + random.nextInt(payloadBytes));
        };
    }

    private Spot inSnapshot(int length) {
        int end = Math.min(length, SNAPSHOT_ENDS_BYTES);
        return switch (random.nextInt(4)) {
            case 0 -> new Spot(Place.SNAPSHOT_HEADER, random.nextInt(end));
            case 1 -> new Spot(Place.SNAPSHOT_TRAILER, length - 1 - random.nextInt(end));
            default -> new Spot(Place.SNAPSHOT_BODY, random.nextInt(length));
        };
    }
}
