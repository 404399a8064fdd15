package io.enerlink.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import io.enerlink.contracts.Market;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.settlement.FaultyNode.Fault;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.Web3jChain;
import io.enerlink.settlement.clearing.Clearing;
import io.enerlink.settlement.store.Database;
import org.web3j.abi.EventEncoder;
import org.web3j.utils.Numeric;

/**
 * One schedule: traders trade, deposit and withdraw while the chain does what chains do, all of it drawn from one seed
 * and taken step by step in one thread. When the faults are over, everything must have settled, once.
 */
final class FaultRun implements AutoCloseable {
    /** Blocks until something is final; no reorganisation is as deep. */
    private static final int CONFIRMATIONS = 7;
    private static final int MAX_REORGANISATION = 6;
    private static final int STEPS = 60;
    private static final int ROUNDS_TO_SETTLE = 200;
    private static final int BLOCKS_A_ROUND = 3;
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(50);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(2);
    private static final int PATIENCE = 10;
    private static final int CALLS_TIMED = 100;
    private static final Duration BACK_OFF = Duration.ofMillis(2);
    private static final long RUPIAH = 1_000_000;

    private final SplittableRandom random;
    private final SharedDeployment shared;
    private final TestChain anvil;
    private final FaultyNode proxy;
    private final Database database;
    private final ContractAddresses contracts;
    private final TestEngine engine = new TestEngine();
    private final TestTrader seller = new TestTrader(SharedDeployment.SELLER);
    private final TestTrader buyer = new TestTrader(SharedDeployment.BUYER);
    private final boolean restartsNode;
    private final Duration callTimeout;
    private Web3jChain chain;
    private Outbox outbox;
    private Clearing clearing;
    /**
     * Blocks that may be replaced: none from the node's state file, and not the first one after it. Going back to the
     * block that every schedule starts from, anvil loses the code of the contracts.
     */
    private int reorganisable = -1;
    private long withdrawals;
    private long etkDeposits;
    private long idrsDeposits;

    FaultRun(long seed, boolean restartsNode, SharedDeployment shared, TestChain anvil, FaultyNode proxy,
            Database database, Duration callTimeout) {
        random = new SplittableRandom(seed);
        this.restartsNode = restartsNode;
        this.shared = shared;
        this.anvil = anvil;
        this.proxy = proxy;
        this.database = database;
        this.callTimeout = callTimeout;
        contracts = shared.contracts();
        connect();
        engine.configure(contracts.feeRecipient(), 4 + random.nextInt(8));
    }

    /** After how long an answer counts as lost: each slow one costs so much, so by what this machine takes for others. */
    static Duration patience(FaultyNode proxy) {
        try (Web3jChain chain = new Web3jChain(proxy.url())) {
            long slowestNs = 0;
            for (int i = 0; i < CALLS_TIMED; ++i) {
                long beginNs = System.nanoTime();
                chain.head();
                if (i >= CALLS_TIMED / 2) slowestNs = Math.max(slowestNs, System.nanoTime() - beginNs);
            }
            long patienceNs = Math.max(PATIENCE * slowestNs, SHORTEST_PATIENCE.toNanos());
            return Duration.ofNanos(Math.min(patienceNs, LONGEST_PATIENCE.toNanos()));
        }
    }

    private void connect() {
        chain = new Web3jChain(proxy.url(), callTimeout, BACK_OFF);
        outbox = new Outbox(database, chain, TestKeys.get(),
                new OutboxConfig(CONFIRMATIONS, 1 + random.nextInt(16), 1_000, Duration.ofMillis(10)),
                Optional.empty());
        clearing = new Clearing(engine, outbox, chain, CONFIRMATIONS, false, contracts, database);
        if (engine.commands() > 0 && random.nextBoolean()) engine.restartFromSnapshot(clearing.events());
        else
            engine.restart(clearing.events());
    }

    @Override
    public void close() {
        proxy.heal();
        clearing.close();
        outbox.close();
        chain.close();
    }

    void run() {
        awaitDeposits();
        for (int i = 0; i < STEPS; ++i) step();
        proxy.heal();
        settleAll();
        check();
    }

    private void awaitDeposits() {
        for (int i = 0; i < ROUNDS_TO_SETTLE && engine.balance(buyer.address()).idrs() == 0; ++i) work();
        assertTrue(engine.balance(seller.address()).etk() > 0, "the deposits are not credited");
    }

    private void step() {
        int kind = random.nextInt(100);
        if (kind < 25) trade();
        else if (kind < 30) withdraw();
        else if (kind < 35) deposit();
        else if (kind < 50) outbox.step();
        else if (kind < 62) clearing.step();
        else if (kind < 75) mine(1 + random.nextInt(3));
        else if (kind < 87) inject(Fault.values()[random.nextInt(Fault.values().length)]);
        else if (kind < 91) reorganise(Math.min(reorganisable, 1 + random.nextInt(MAX_REORGANISATION)));
        else if (kind < 94) shared.node().call("anvil_dropAllTransactions");
        else if (kind < 97) restart();
        else if (restartsNode) restartNode();
        else
            engine.pass(TestEngine.MAX_BATCH_AGE_MS);
    }

    /** Slow answers cost the test their time, so there are few of them. */
    private void inject(Fault fault) {
        int requests = 1 + random.nextInt(6);
        proxy.inject(fault, fault == Fault.SLOW && random.nextInt(8) > 0 ? 1 : requests);
    }

    private void work() {
        engine.pass(TestEngine.MAX_BATCH_AGE_MS);
        engine.tick();
        outbox.step();
        clearing.step();
        mine(BLOCKS_A_ROUND);
    }

    private void trade() {
        long quantityWh = 1 + random.nextInt(20);
        seller.place(engine, contracts, Side.ASK, quantityWh, 144_470);
        buyer.place(engine, contracts, Side.BID, quantityWh, 144_470);
        if (random.nextInt(4) == 0) engine.pass(TestEngine.MAX_BATCH_AGE_MS);
    }

    /** Some are too late for the chain, and given back. */
    private void withdraw() {
        long deadlineMs = engine.nowMs() + (random.nextInt(3) == 0 ? 1 : 100_000_000);
        buyer.withdraw(engine, contracts, Asset.IDRS, RUPIAH * (1 + random.nextInt(100)), ++withdrawals, deadlineMs);
    }

    private void deposit() {
        outbox.send(random.nextBoolean()
                ? shared.deposit(seller, Asset.ETK, 1 + random.nextInt(1_000_000), ++etkDeposits)
                : shared.deposit(buyer, Asset.IDRS, 1 + random.nextInt(1_000_000), ++idrsDeposits));
    }

    private void mine(int blocks) {
        reorganisable += blocks;
        for (int i = 0; i < blocks; ++i) shared.node().call("evm_mine");
    }

    private void reorganise(int depth) {
        if (depth > 0) shared.node().call("anvil_reorg", depth, List.of());
    }

    private void restart() {
        close();
        connect();
    }

    /** What was in blocks is still there, what waited is not. */
    private void restartNode() {
        reorganisable = -1;
        anvil.stop();
        anvil.start();
    }

    private void settleAll() {
        for (int i = 0; i < ROUNDS_TO_SETTLE; ++i) {
            work();
            if (i > CONFIRMATIONS && isSettled()) return;
        }
        throw new AssertionError("something is lost: " + database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT id, state, nonce, block_number, reason FROM outbox ORDER BY seq DESC LIMIT 20")
                .mapToMap().list()) + " at " + anvil.get().head() + ", batches " + engine.batchesClosed() + ", "
                + clearing.batches().totals() + ", " + engine.balance(buyer.address()) + " against "
                + escrow(buyer.address()) + ", " + engine.balance(seller.address()) + " against "
                + escrow(seller.address()));
    }

    private boolean isSettled() {
        return open() == 0 && clearing.batches().totals().batchesFinal() == engine.batchesClosed()
                && List.of(seller.address(), buyer.address(), contracts.feeRecipient()).stream()
                        .allMatch(address -> escrow(address).equals(ledger(address)));
    }

    private int open() {
        return database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM outbox WHERE state NOT IN ('FINAL', 'REVERTED')")
                .mapTo(Integer.class).one());
    }

    private void check() {
        assertEquals(0, engine.halts, "halts");
        assertEquals(engine.trades(), clearing.batches().totals().tradesFinal(), "trades settled");
        assertEquals(List.of(), clearing.reconciled().differences(), "differences");
        List<Chain.Log> settled = anvil.get().logs(contracts.firstBlock(), contracts.market(),
                List.of(EventEncoder.encode(Market.BATCHSETTLED_EVENT)));
        assertEquals(engine.batchesClosed(), settled.size(), "batches on the chain");
        for (int i = 0; i < settled.size(); ++i)
            assertEquals(i + 1, Numeric.toBigInt(settled.get(i).topics().get(1)).intValueExact(), "batch in its place");
        String reverted = database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT coalesce(string_agg(id || ': ' || reason, '; '), '') FROM outbox "
                        + "WHERE state = 'REVERTED' AND id NOT LIKE 'withdraw:%'")
                .mapTo(String.class).one());
        assertEquals("", reverted, "reverted");
        for (KeyRole key : KeyRole.values())
            assertEquals(sent(key), anvil.get().nonce(TestKeys.get().address(key)), "transactions of " + key);
    }

    private long sent(KeyRole key) {
        return database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM outbox WHERE key_role = :key AND nonce IS NOT NULL")
                .bind("key", key).mapTo(Long.class).one());
    }

    private List<Long> ledger(String address) {
        TestEngine.Balance balance = engine.balance(address);
        return List.of(balance.etk(), balance.idrs());
    }

    private List<Long> escrow(String address) {
        return ContractCalls.read(anvil.get(), contracts.market(), shared.calls().market().escrow(address)).stream()
                .limit(2).map(amount -> ((BigInteger) amount).longValueExact()).toList();
    }

}
