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
    private static final int SEGMENT_HEADER_BYTES = 64;
    private static final int RECORD_HEADER_BYTES = 32;
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
            int length = bytes.getInt(at) & 0xFFFF;
            long sequence = bytes.getLong(at + SEQUENCE);
            boolean follows = lastSequence == 0 ? sequence > 0 : sequence == lastSequence + 1;
            if (length == 0 || !follows) return;
            lastSequence = sequence;
            at += RECORD_HEADER_BYTES + length + 7 & -8;
        }
    }
}
