package io.enerlink.engine.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * How one command lies in a segment, little-endian and aligned to eight bytes:
 *
 * <pre>
 *  0  int  length      of the payload in the lower half, its complement in the upper half
 *  4  int  crc32c      over everything from 8 to the end of the payload
 *  8  long sequence
 * 16  long timestampMs
 * 24  long durable     last sequence that was durable when this record was written
 * 32       payload, then one to eight bytes 0xFF up to a multiple of eight
 * </pre>
 *
 * The length proves itself, because a wrong one would lead astray who looks for what follows. {@code durable} tells
 * damage from a crash: what a later record calls durable cannot have been lost by a crash. The bytes at the end see to
 * it that no sector of a whole record holds zeros only, which is what a sector looks like that a crash has lost; for that
 * a payload must not hold a sector's length of zeros.
 */
final class RecordFormat {
    static final int HEADER_BYTES = 32;
    static final int MAX_PAYLOAD_BYTES = 0x7FFF;
    /** What a disk writes whole or not at all. */
    static final int SECTOR_BYTES = 512;

    private static final int ALIGNMENT = 8;
    private static final int MIN_END_BYTES = 1;
    private static final int CRC = 4;
    private static final int SEQUENCE = 8;
    private static final int TIMESTAMP = 16;
    private static final int DURABLE = 24;

    private final ByteBuffer buffer;
    private final ByteBuffer checked;
    private final CRC32C crc = new CRC32C();

    RecordFormat(ByteBuffer bytes) {
        buffer = bytes.duplicate().clear().order(LITTLE_ENDIAN);
        checked = bytes.duplicate();
    }

    /** What a payload of this length takes up. */
    static int bytes(int payloadBytes) {
        return BitUtil.align(HEADER_BYTES + payloadBytes + MIN_END_BYTES, ALIGNMENT);
    }

    /** @return bytes written */
    int write(int at, long sequence, long timestampMs, long durable, DirectBuffer payload, int offset, int length) {
        int recordBytes = bytes(length);
        buffer.putLong(at + recordBytes - ALIGNMENT, -1);
        buffer.putInt(at, length | ~length << 16);
        buffer.putLong(at + SEQUENCE, sequence);
        buffer.putLong(at + TIMESTAMP, timestampMs);
        buffer.putLong(at + DURABLE, durable);
        payload.getBytes(offset, buffer, at + HEADER_BYTES, length);
        buffer.putInt(at + CRC, crc(at, length));
        return recordBytes;
    }

    /** Whether a whole, unharmed record starts here, ending before {@code limit}. */
    boolean isRecord(int at, int limit) {
        if (at + HEADER_BYTES > limit || !isLength(at)) return false;
        int length = length(at);
        return at + bytes(length) <= limit && buffer.getInt(at + CRC) == crc(at, length);
    }

    /** Whether the length here is one that was written as such; four bytes are looked at. */
    boolean isLength(int at) {
        int word = buffer.getInt(at);
        int length = word & 0xFFFF;
        return length <= MAX_PAYLOAD_BYTES && word >>> 16 == (~length & 0xFFFF);
    }

    int length(int at) {
        return buffer.getInt(at) & 0xFFFF;
    }

    long sequence(int at) {
        return buffer.getLong(at + SEQUENCE);
    }

    long timestampMs(int at) {
        return buffer.getLong(at + TIMESTAMP);
    }

    long durable(int at) {
        return buffer.getLong(at + DURABLE);
    }

    private int crc(int at, int length) {
        crc.reset();
        crc.update(checked.limit(at + HEADER_BYTES + length).position(at + SEQUENCE));
        return (int) crc.getValue();
    }
}
