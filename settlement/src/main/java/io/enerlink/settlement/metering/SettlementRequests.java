package io.enerlink.settlement.metering;

import io.enerlink.settlement.store.Database;

/** Operators' wishes that energy is settled now. */
public final class SettlementRequests {
    private final Database database;

    public SettlementRequests(Database database) { this.database = database; }

    /** The running exchange settles within seconds. */
    public void ask(String operator) {
        database.jdbi().useHandle(handle -> handle
                .createUpdate("INSERT INTO settlement_request (operator) VALUES (:operator)").bind("operator", operator)
                .execute());
    }

    /** Takes what was asked; true when there was something. */
    boolean take() {
        return database.jdbi().withHandle(
                handle -> handle.execute("UPDATE settlement_request SET taken_at = now() WHERE taken_at IS NULL")) > 0;
    }
}
