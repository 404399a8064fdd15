package io.enerlink.settlement.chain;

import java.util.List;
import io.enerlink.settlement.store.Database;

/** Where the log cursor stands, in PostgreSQL. */
public final class CursorTable implements CursorStore {
    /** Handled blocks whose hash is kept: reorganisations within these are found without reading all logs again. */
    private static final int KEPT_BLOCKS = 128;

    private final Database database;

    public CursorTable(Database database) { this.database = database; }

    @Override
    public List<Handled> handled() {
        return database.jdbi()
                .withHandle(handle -> handle
                        .createQuery("SELECT block_number, block_hash FROM log_cursor ORDER BY block_number DESC")
                        .map((row, context) -> new Handled(row.getLong(1), row.getString(2))).list());
    }

    @Override
    public void store(Handled block) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("""
                    INSERT INTO log_cursor VALUES (:number, :hash)
                    ON CONFLICT (block_number) DO UPDATE SET block_hash = :hash""").bind("number", block.number())
                    .bind("hash", block.hash()).execute();
            handle.createUpdate("""
                    DELETE FROM log_cursor WHERE block_number NOT IN
                        (SELECT block_number FROM log_cursor ORDER BY block_number DESC LIMIT :kept)""")
                    .bind("kept", KEPT_BLOCKS).execute();
        });
    }

    @Override
    public void forget(long number) {
        database.jdbi().useHandle(handle -> handle
                .createUpdate("DELETE FROM log_cursor WHERE block_number = :number").bind("number", number)
                .execute());
    }
}
