package io.enerlink.settlement.chain;

import java.util.Optional;
import io.enerlink.settlement.store.Database;

/** The row that says which chain and which contracts a database belongs to. */
final class DeploymentTable {
    /** The chain, from the first start on. */
    record Home(long chainId, String genesisHash, long genesisTimestampSec, String admin) {}

    private final Database database;

    DeploymentTable(Database database) { this.database = database; }

    Optional<Home> home() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM deployment")
                        .map((row, context) -> new Home(row.getLong("chain_id"), row.getString("genesis_hash"),
                                row.getLong("genesis_timestamp"), row.getString("admin")))
                        .findOne());
    }

    void settleIn(Home home) {
        database.jdbi().useHandle(handle -> handle.createUpdate("""
                INSERT INTO deployment (chain_id, genesis_hash, genesis_timestamp, admin)
                VALUES (:chainId, :genesisHash, :genesisTimestamp, :admin)""").bind("chainId", home.chainId())
                .bind("genesisHash", home.genesisHash()).bind("genesisTimestamp", home.genesisTimestampSec())
                .bind("admin", home.admin()).execute());
    }

    Optional<ContractAddresses> addresses() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM deployment WHERE market IS NOT NULL")
                        .map((row, context) -> new ContractAddresses(row.getString("etk"), row.getString("idrs"),
                                row.getString("converter"), row.getString("market"), row.getString("fee_recipient"),
                                row.getLong("first_block")))
                        .findOne());
    }

    String codeHash() {
        return database.jdbi().withHandle(
                handle -> handle.createQuery("SELECT code_hash FROM deployment").mapTo(String.class).one());
    }

    void deployed(ContractAddresses addresses, String codeHash) {
        database.jdbi().useHandle(handle -> handle.createUpdate("""
                UPDATE deployment SET first_block = :firstBlock, etk = :etk, idrs = :idrs, converter = :converter,
                    market = :market, fee_recipient = :feeRecipient, code_hash = :codeHash""")
                .bind("firstBlock", addresses.firstBlock()).bind("etk", addresses.etk()).bind("idrs", addresses.idrs())
                .bind("converter", addresses.converter()).bind("market", addresses.market())
                .bind("feeRecipient", addresses.feeRecipient()).bind("codeHash", codeHash).execute());
    }
}
