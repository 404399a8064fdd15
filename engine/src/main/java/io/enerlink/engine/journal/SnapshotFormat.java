package io.enerlink.engine.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The ends of a snapshot's file, little-endian, with the {@linkplain io.enerlink.engine.image.StateImage image} between.
 * Header: {@code long magic}, {@code int version}, {@code int stateVersion}, {@code int maxAccounts},
 * {@code int maxInstruments}, {@code int maxOrders}, {@code int} 0, {@code long sequence}, {@code long timestampMs},
 * {@code long imageBytes}, {@code int} 0, {@code int crc32c} over these. Trailer: {@code long magic},
 * {@code long sequence}, {@code long stateHash}, {@code int} 0, {@code int crc32c} over the whole file before it.
 */
final class SnapshotFormat {
    static final int HEADER_BYTES = 64;
    static final int TRAILER_BYTES = 32;

    private static final long MAGIC = 0x50414e534b4c4e45L; // "ENLKSNAP"
    private static final long END_MAGIC = 0x444e45534b4c4e45L; // "ENLKSEND"
    private static final int VERSION = 1;
    private static final int HEADER_CRC = 60;
    private static final int TRAILER_CRC = 28;
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{19})\\.snap");
    private static final String REMEDY = "Restore the file from a backup, or leave it: the start then goes on from the"
            + " snapshot before it, or else from the whole journal";
    private static final String OTHER_TERMS = "Start with what it was written with, or move all snapshot-*.snap files"
            + " elsewhere: then the whole journal is replayed, archived segments included";

    private SnapshotFormat() {}

    static String name(long sequence) {
        return String.format("snapshot-%019d.snap", sequence);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static long sequence(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) throw new IllegalArgumentException(name + " is no snapshot's name");
        return Long.parseLong(matcher.group(1));
    }

    static ByteBuffer header(Snapshot snapshot, SnapshotTerms terms, long imageBytes) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(terms.stateVersion()).putInt(terms.maxAccounts())
                .putInt(terms.maxInstruments()).putInt(terms.maxOrders()).putInt(0).putLong(snapshot.sequence())
                .putLong(snapshot.timestampMs()).putLong(imageBytes).putInt(0);
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().flip());
        return header.putInt((int) crc.getValue()).flip();
    }

    /** @param crc of all before the trailer */
    static ByteBuffer trailer(Snapshot snapshot, CRC32C crc) {
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(LITTLE_ENDIAN);
        trailer.putLong(END_MAGIC).putLong(snapshot.sequence()).putLong(snapshot.stateHash()).putInt(0);
        crc.update(trailer.duplicate().flip());
        return trailer.putInt((int) crc.getValue()).flip();
    }

    /**
     * @return bytes of the image between header and trailer
     * @throws JournalException where these are not the bytes of a header under this name, of a file so long, for an
     *                          engine of these terms
     */
    static long requireHeader(ByteBuffer header, String name, long fileBytes, SnapshotTerms terms) {
        header.order(LITTLE_ENDIAN);
        if (header.limit() < HEADER_BYTES) throw refused(name, header.limit(), "the file ends inside its header");
        if (header.getLong(0) != MAGIC) throw refused(name, 0, "this is no snapshot");
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(HEADER_CRC));
        if (header.getInt(HEADER_CRC) != (int) crc.getValue())
            throw refused(name, HEADER_CRC, "the header's checksum is wrong");
        if (header.getInt(8) != VERSION)
            throw new SnapshotMismatchException(name, 8, "format version " + header.getInt(8) + " is not " + VERSION,
                    OTHER_TERMS);
        SnapshotTerms written = new SnapshotTerms(header.getInt(12), header.getInt(16), header.getInt(20),
                header.getInt(24));
        if (terms != null && !written.equals(terms))
            throw new SnapshotMismatchException(name, 12, "it was written by an exchange of "
                    + written + ", this one has " + terms, OTHER_TERMS);
        if (header.getLong(32) != sequence(name))
            throw refused(name, 32, "the header says that " + header.getLong(32) + " is its last command");
        long imageBytes = header.getLong(48);
        long expectedBytes = HEADER_BYTES + imageBytes + TRAILER_BYTES;
        if (imageBytes < 0 || imageBytes % Long.BYTES != 0 || fileBytes != expectedBytes)
            throw refused(name, Math.min(fileBytes, expectedBytes), "it has " + fileBytes + " bytes where "
                    + expectedBytes + " belong");
        return imageBytes;
    }

    /** @param crc of all before the trailer, as read */
    static Snapshot requireTrailer(ByteBuffer header, ByteBuffer trailer, CRC32C crc, String name, long at) {
        trailer.order(LITTLE_ENDIAN);
        crc.update(trailer.duplicate().position(0).limit(TRAILER_CRC));
        if (trailer.getInt(TRAILER_CRC) != (int) crc.getValue())
            throw refused(name, at + TRAILER_CRC, "its contents do not match the checksum of its trailer");
        if (trailer.getLong(0) != END_MAGIC || trailer.getLong(8) != header.getLong(32))
            throw refused(name, at, "its trailer is another snapshot's");
        return new Snapshot(header.getLong(32), header.getLong(40), trailer.getLong(16));
    }

    static JournalException refused(String name, long offset, String problem) {
        return new JournalException(name, offset, problem, REMEDY);
    }
}
