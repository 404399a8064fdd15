package io.enerlink.engine.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment, little-endian: {@code long magic}, {@code int version}, {@code int segmentBytes},
 * {@code long firstSequence}, {@code int crc32c} over these, zeros.
 *
 * @param firstSequence of the first record that this segment has or will have
 */
record SegmentHeader(long firstSequence, int segmentBytes) {
    static final int BYTES = 64;

    private static final long MAGIC = 0x4c4e524a4b4c4e45L; // "ENLKJRNL"
    private static final int VERSION = 2;
    private static final int CRC = 24;
    private static final Pattern NAME = Pattern.compile("(journal|archived)-(\\d{19})\\.log");
    private static final String IN_USE = "journal-";
    private static final String ARCHIVED = "archived-";

    static String name(long firstSequence) {
        return String.format("journal-%019d.log", firstSequence);
    }

    /** The name of a segment that no snapshot needs any more. */
    static String archivedName(String name) {
        return ARCHIVED + name.substring(IN_USE.length());
    }

    /** Whether this names a segment that a start may need. */
    static boolean isName(String name) {
        return name.startsWith(IN_USE) && NAME.matcher(name).matches();
    }

    static boolean isArchivedName(String name) {
        return name.startsWith(ARCHIVED) && NAME.matcher(name).matches();
    }

    static long firstSequence(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) throw new IllegalArgumentException(name + " is no segment's name");
        return Long.parseLong(matcher.group(2));
    }

    ByteBuffer encode() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(segmentBytes).putLong(firstSequence).putInt(crc(header));
        return header.rewind();
    }

    /** @throws JournalException where these are not the bytes of a header that this version wrote under this name */
    static SegmentHeader decode(ByteBuffer bytes, String name) {
        ByteBuffer header = bytes.duplicate().order(LITTLE_ENDIAN);
        if (header.limit() < BYTES) throw damaged(name, header.limit(), "the file ends inside its header");
        if (header.getLong(0) != MAGIC) throw damaged(name, 0, "this is no journal segment");
        if (header.getInt(CRC) != crc(header)) throw damaged(name, CRC, "the header's checksum is wrong");
        if (header.getInt(8) != VERSION)
            throw new JournalException(name, 8, "format version " + header.getInt(8)
                    + " is not " + VERSION, "Start the release that wrote it, or convert the journal");
        if (header.getLong(16) != firstSequence(name))
            throw new JournalException(name, 16, "the header says that "
                    + header.getLong(16) + " is the first sequence", "Give the file its own name back");
        if (!JournalConfig.isSegmentBytes(header.getInt(12)))
            throw damaged(name, 12, "no segment has " + header.getInt(12) + " bytes");
        return new SegmentHeader(header.getLong(16), header.getInt(12));
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(CRC));
        return (int) crc.getValue();
    }

    private static JournalException damaged(String name, long offset, String problem) {
        return new JournalException(name, offset, problem, JournalException.RESTORE);
    }
}
