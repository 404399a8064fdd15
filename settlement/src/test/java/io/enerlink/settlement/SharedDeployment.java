package io.enerlink.settlement;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.store.Database;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.RemoteFunctionCall;

/**
 * Contracts on an anvil that mines when told, two traders with tokens, half of them in escrow; and the way back to that
 * state of chain and database, so that many tests share one deployment.
 */
final class SharedDeployment {
    static final long ETK = 1_000_000_000_000L;
    static final long IDRS = 1_000_000_000_000L;
    static final long SELLER = 424_243;
    static final long BUYER = 424_247;
    private static final String TABLES = "outbox, batch, log_cursor";
    private static final byte[] METER = Hash.sha3(new byte[]{1});
    private final TestChain chain;
    private final Database database;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final Path state;
    private JsonRpc node;
    private String snapshot;
    private int restored;

    SharedDeployment(TestChain chain, Database database) throws Exception {
        this.chain = chain;
        this.database = database;
        node = new JsonRpc(chain.url());
        node.call("evm_setAutomine", true);
        try (Outbox outbox = new Outbox(database, chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(10)), Optional.empty())) {
            outbox.start();
            Deployment deployment = new Deployment(database, chain.get(), TestKeys.get());
            deployment.requireSameChain(false);
            contracts = deployment.open(outbox, DeploymentTerms.defaults());
            calls = new ContractCalls(contracts);
            fund(outbox);
        }
        node.call("evm_setAutomine", false);
        database.jdbi().useHandle(handle -> {
            for (String table : TABLES.split(", "))
                handle.execute("CREATE TABLE shared_" + table + " AS SELECT * FROM " + table);
        });
        chain.stop();
        state = chain.stateFile().resolveSibling("shared.json");
        Files.copy(chain.stateFile(), state);
        chain.start();
        takeSnapshot();
    }

    private void fund(Outbox outbox) throws Exception {
        TestTrader seller = new TestTrader(SELLER);
        TestTrader buyer = new TestTrader(BUYER);
        send(outbox, "register", KeyRole.ADMIN, contracts.converter(), calls.converter().registerMeter(METER,
                seller.address(), BigInteger.valueOf(1_000_000_000), BigInteger.ZERO));
        node.call("evm_increaseTime", 3_600);
        send(outbox, "report", KeyRole.ORACLE, contracts.converter(), calls.converter().settle(List.of(
                new EnergyConverter.Report(METER, BigInteger.ZERO, BigInteger.valueOf(ETK), BigInteger.ZERO,
                        new byte[32]))));
        send(outbox, "mint", KeyRole.BANK, contracts.idrs(),
                calls.idrs().mint(buyer.address(), BigInteger.valueOf(IDRS), new byte[32]));
        send(outbox, deposit(seller, Asset.ETK, ETK / 2, 0));
        send(outbox, deposit(buyer, Asset.IDRS, IDRS / 2, 0));
    }

    private static void send(Outbox outbox, String id, KeyRole key, String to, RemoteFunctionCall<?> call)
            throws Exception {
        send(outbox, new TransactionRequest(id, key, to, ContractCalls.data(call)));
    }

    private static void send(Outbox outbox, TransactionRequest request) throws Exception {
        outbox.send(request);
        TransactionState state = outbox.whenFinal(request.id()).get(120, TimeUnit.SECONDS).state();
        if (state != TransactionState.FINAL)
            throw new IllegalStateException(request.id() + ": " + outbox.reason(request.id()));
    }

    /** A deposit as the operator relays it; {@code permitNonce} counts those of the trader and asset. */
    TransactionRequest deposit(TestTrader trader, Asset asset, long amount, long permitNonce) {
        long deadlineSec = System.currentTimeMillis() / 1_000 + 10_000_000;
        byte[] permit = trader.permit(contracts, asset, amount, permitNonce, deadlineSec);
        String token = asset == Asset.ETK ? contracts.etk() : contracts.idrs();
        byte[] r = java.util.Arrays.copyOfRange(permit, 0, 32);
        byte[] s = java.util.Arrays.copyOfRange(permit, 32, 64);
        return new TransactionRequest("deposit:" + asset + permitNonce, KeyRole.OPERATOR, contracts.market(),
                ContractCalls.data(calls.market().depositWithPermit(token, trader.address(),
                        BigInteger.valueOf(amount), BigInteger.valueOf(deadlineSec), BigInteger.valueOf(permit[64]), r,
                        s)));
    }

    ContractAddresses contracts() { return contracts; }

    ContractCalls calls() { return calls; }

    /** The node itself, past every proxy. */
    JsonRpc node() { return node; }

    /** Brings chain and database back to how they were after the deployment. */
    void restore() throws Exception {
        if (!node.call("evm_revert", snapshot).asBoolean()) {
            chain.kill();
            Files.copy(state, chain.stateFile(), StandardCopyOption.REPLACE_EXISTING);
            chain.start();
            node = new JsonRpc(chain.url());
        }
        node.call("anvil_dropAllTransactions");
        takeSnapshot();
        node.call("evm_increaseTime", ++restored); // so that no block is one that there was before
        restoreDatabase();
    }

    /** As if the database had been lost and one from after the deployment put in its place. */
    void restoreDatabase() {
        database.jdbi().useHandle(handle -> {
            handle.execute("TRUNCATE " + TABLES);
            for (String table : TABLES.split(", "))
                handle.execute("INSERT INTO " + table + " SELECT * FROM shared_" + table);
        });
    }

    private void takeSnapshot() {
        snapshot = node.call("evm_snapshot").asText();
    }
}
