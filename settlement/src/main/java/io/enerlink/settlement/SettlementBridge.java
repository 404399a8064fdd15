package io.enerlink.settlement;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventListener;
import io.enerlink.settlement.chain.AnvilRecovery;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Keys;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.Web3jChain;
import io.enerlink.settlement.clearing.BatchListener;
import io.enerlink.settlement.clearing.BatchTable;
import io.enerlink.settlement.clearing.Clearing;
import io.enerlink.settlement.clearing.ReconciliationState;
import io.enerlink.settlement.clearing.Wallets;
import io.enerlink.settlement.store.Database;

/**
 * The composition of the settlement: database, chain, outbox, contracts, clearing. First {@link #start}, then subscribe
 * {@link #events()} to the engine, start the engine, and when it is live {@link #startSettling()}.
 */
public final class SettlementBridge implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Database database;
    private final Web3jChain chain;
    private final Keys keys;
    private final Outbox outbox;
    private final ContractAddresses contracts;
    private final Wallets wallets;
    private final Clearing clearing;

    /**
     * Connects everything and deploys the contracts where they are missing; nothing is left running when it fails.
     *
     * @throws IllegalStateException when keys, chain or contracts are not those they should be
     */
    public static SettlementBridge start(SettlementConfig config, EngineClient engine) {
        return new SettlementBridge(config, engine);
    }

    private SettlementBridge(SettlementConfig config, EngineClient engine) {
        try {
            keys = config.createKeys()
                    ? Keys.openOrCreate(config.keyDirectory(), config.passphraseFile())
                    : Keys.open(config.keyDirectory(), config.passphraseFile());
            database = opened(Database.open(config.jdbcUrl()));
            chain = opened(new Web3jChain(config.rpcUrl()));
            boolean embedded = config.embeddedBlockSec().isPresent();
            Deployment deployment = new Deployment(database, chain, keys);
            deployment.requireSameChain(embedded);
            Optional<AnvilRecovery> recovery = embedded
                    ? Optional.of(new AnvilRecovery(database, chain, config.embeddedBlockSec().getAsInt()))
                    : Optional.empty();
            outbox = opened(new Outbox(database, chain, keys, OutboxConfig.withConfirmations(config.confirmations()),
                    recovery));
            outbox.start();
            contracts = deployment.open(outbox, config.terms());
            wallets = opened(
                    new Wallets(outbox, chain, contracts, keys.address(KeyRole.OPERATOR), database));
            wallets.start();
            clearing = opened(
                    new Clearing(engine, outbox, chain, config.confirmations(), embedded, contracts, database));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** To be subscribed to the engine before the engine starts. */
    public EventListener events() {
        return clearing.events();
    }

    /** The engine is live and has replayed its journal: from now on the bridge acts. */
    public void startSettling() {
        clearing.start();
    }

    public void addBatchListener(BatchListener listener) {
        clearing.addBatchListener(listener);
    }

    /**
     * Hears every final log of the converter, debts that are repaid from escrow among them: metering does.
     *
     * @see Clearing#addConverterListener
     * @throws IllegalStateException after {@link #startSettling}: logs would be missed
     */
    public void addConverterListener(Consumer<Chain.Log> listener) {
        clearing.addConverterListener(listener);
    }

    public Outbox outbox() { return outbox; }

    public Wallets wallets() { return wallets; }

    public ContractAddresses contracts() { return contracts; }

    public Database database() { return database; }

    public Chain chain() { return chain; }

    public Keys keys() { return keys; }

    /** What has settled so far. */
    public BatchTable.Totals batchTotals() {
        return clearing.batches().totals();
    }

    /** How engine and chain compared last; they are compared all the time. */
    public ReconciliationState reconciled() {
        return clearing.reconciled();
    }

    /** Stops the parts, the last one started first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the settlement did not stop", e);
            }
        }
    }
}
