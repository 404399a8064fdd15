package io.enerlink.benchmarks.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads from the disk itself which commands are durable, knowing no more of the journal than its layout: segments of
 * records, each its length in two bytes, and the sequence at 8.
 */
final class DurableLog {
    static final int SEGMENT_HEADER_BYTES = 64;
    static final int RECORD_HEADER_BYTES = 32;
    private static final int SEQUENCE = 8;

    private final SimulatedDisk disk;
    private String segment = "";
    private int at = SEGMENT_HEADER_BYTES;
    private long lastSequence;

    DurableLog(SimulatedDisk disk) { this.disk = disk; }

    /** The last command that would survive a loss of power now. */
    long lastSequence() {
        TreeMap<String, byte[]> segments = new TreeMap<>();
        disk.durable().forEach((name, bytes) -> {
            if (name.startsWith("journal-") && name.endsWith(".log") && name.compareTo(segment) >= 0)
                segments.put(name, bytes);
        });
        for (Map.Entry<String, byte[]> next : segments.entrySet()) {
            if (!next.getKey().equals(segment)) at = SEGMENT_HEADER_BYTES;
            segment = next.getKey();
            read(ByteBuffer.wrap(next.getValue()).order(ByteOrder.LITTLE_ENDIAN));
        }
        return lastSequence;
    }

    private void read(ByteBuffer bytes) {
        while (at + RECORD_HEADER_BYTES <= bytes.limit()) {
            int length = payloadBytes(bytes, at);
            long sequence = bytes.getLong(at + SEQUENCE);
            boolean follows = lastSequence == 0 ? sequence > 0 : sequence == lastSequence + 1;
            if (length == 0 || !follows) return;
            lastSequence = sequence;
            at += recordBytes(length);
        }
    }

    /** What a record holds; 0 where there is none. */
    static int payloadBytes(ByteBuffer segment, int record) {
        return segment.getInt(record) & 0xFFFF;
    }

    /** What a record takes up: at least one byte behind its payload, aligned to eight. */
    static int recordBytes(int payloadBytes) {
        return RECORD_HEADER_BYTES + payloadBytes + 8 & -8;
    }
}
