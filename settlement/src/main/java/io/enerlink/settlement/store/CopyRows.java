package io.enerlink.settlement.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into a table by {@code COPY}, which takes many for what a few cost one by one. Values are written in the
 * order of the columns, in PostgreSQL's binary format. Not thread-safe.
 */
public final class CopyRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0,
            0, 0, 0, 0};
    private static final int END = -1;
    private static final int NULL = -1;
    private static final int JSONB_VERSION = 1;
    /** PostgreSQL's times are µs since 2000. */
    private static final long EPOCH_MS = 946_684_800_000L;
    private static final int US_PER_MS = 1_000;

    private final String table;
    private final int columns;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    private final DataOutputStream out = new DataOutputStream(bytes);
    private boolean isEmpty = true;

    /** A step that cannot fail: it writes into memory. */
    private interface Writing {
        void run() throws IOException;
    }

    public CopyRows(String table, String... columns) {
        this.table = table + " (" + String.join(", ", columns) + ")";
        this.columns = columns.length;
        write(() -> out.write(SIGNATURE));
    }

    /** Begins the next row. */
    public CopyRows row() {
        isEmpty = false;
        return write(() -> out.writeShort(columns));
    }

    /** BIGINT. */
    public CopyRows whole(long value) {
        return write(() -> {
            out.writeInt(Long.BYTES);
            out.writeLong(value);
        });
    }

    /** INT. */
    public CopyRows number(int value) {
        return write(() -> {
            out.writeInt(Integer.BYTES);
            out.writeInt(value);
        });
    }

    /** BOOLEAN. */
    public CopyRows flag(boolean value) {
        return write(() -> {
            out.writeInt(Byte.BYTES);
            out.writeBoolean(value);
        });
    }

    /** TIMESTAMPTZ of ms since 1970. */
    public CopyRows time(long ms) {
        return whole((ms - EPOCH_MS) * US_PER_MS);
    }

    /** TEXT. */
    public CopyRows text(String value) {
        return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** BYTEA. */
    public CopyRows bytes(byte[] value) {
        if (value == null) return none();
        return write(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    /** JSONB. */
    public CopyRows json(String value) {
        if (value == null) return none();
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return write(() -> {
            out.writeInt(1 + text.length);
            out.writeByte(JSONB_VERSION);
            out.write(text);
        });
    }

    private CopyRows none() {
        return write(() -> out.writeInt(NULL));
    }

    /**
     * Writes the rows, once.
     *
     * @throws UnableToExecuteStatementException when the database does not take them; none is there then
     */
    public void into(Handle handle) {
        if (isEmpty) return;
        write(() -> out.writeShort(END));
        byte[] all = bytes.toByteArray();
        try {
            CopyIn copy = handle.getConnection().unwrap(PGConnection.class).getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)");
            copy.writeToCopy(all, 0, all.length);
            copy.endCopy();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException("COPY " + table, e, null);
        }
    }

    private CopyRows write(Writing step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
