package io.enerlink.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.settlement.chain.CallRevertedException;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import io.enerlink.settlement.clearing.BatchStatus;
import io.enerlink.settlement.clearing.BatchTable;
import io.enerlink.settlement.clearing.Wallets;
import io.enerlink.settlement.metering.Metering;
import io.enerlink.settlement.metering.MeteringConfig;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.utils.Numeric;

/** The bridge between a real engine and a real chain, from the bank's mint to the settled batch. */
class SettlementBridgeTest {
    private static final long KWH = 1_000_000_000L;
    private static final long RUPIAH = 1_000_000L;
    private static final byte[] METER = Hash.sha3(new byte[]{1});

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = new TestChain();
    @TempDir
    Path directory;

    private final TestEngine engine = new TestEngine();
    private final TestTrader seller = new TestTrader(424_243);
    private final TestTrader buyer = new TestTrader(424_247);
    private final Map<Long, List<BatchStatus>> batches = new ConcurrentSkipListMap<>();
    private final List<Long> debtsHeard = new CopyOnWriteArrayList<>();
    private OptionalInt embeddedBlockSec = OptionalInt.empty();
    private SettlementBridge bridge;
    private int reports;
    private int restarts;

    @BeforeEach
    void start() {
        connect();
        engine.restart(bridge.events());
        engine.configure(bridge.contracts().feeRecipient());
        bridge.startSettling();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    private void connect() {
        bridge = SettlementBridge.start(
                new SettlementConfig(DATABASE.url(), chain.url(), directory.resolve("keys"), directory.resolve("pass"),
                        true, 1, embeddedBlockSec, DeploymentTerms.defaults()),
                engine);
        bridge.addBatchListener((batchId, status, hash, trades) -> batches
                .computeIfAbsent(batchId, id -> new CopyOnWriteArrayList<>()).add(status));
    }

    /** At first from the journal, later from a snapshot. */
    private void restart() {
        bridge.close();
        connect();
        if (restarts++ == 0) engine.restart(bridge.events());
        else
            engine.restartFromSnapshot(bridge.events());
        bridge.startSettling();
    }

    /** Metering, whose broker is away, hears of debts; its database fails the first time it is told of something. */
    private Metering restartWithMetering() {
        bridge.close();
        connect();
        Metering metering = Metering.start(MeteringConfig.of("127.0.0.1", 1), bridge.database(), bridge.outbox(),
                bridge.chain(), bridge.contracts());
        AtomicBoolean isUp = new AtomicBoolean();
        bridge.addConverterListener(log -> {
            if (!isUp.getAndSet(true)) throw new ConnectionException(new SQLException("the database is away"));
            metering.onConverterLog(log);
            debtsHeard.add(metering.totals().debtUwh());
        });
        engine.restart(bridge.events());
        bridge.startSettling();
        return metering;
    }

    @Test
    void refusesToStartWithKeysOrAChainThatAreNotItsOwn() throws Exception {
        bridge.close();
        Path bank = directory.resolve("keys/bank.json");
        Files.setPosixFilePermissions(bank, PosixFilePermissions.fromString("rw-r--r--"));
        refusesToStart("chmod 600 " + bank);
        Files.setPosixFilePermissions(bank, PosixFilePermissions.fromString("rw-------"));
        String passphrase = Files.readString(directory.resolve("pass"));
        Files.writeString(directory.resolve("pass"), "wrong");
        refusesToStart("does not open with this passphrase");
        Files.writeString(directory.resolve("pass"), passphrase);
        new JsonRpc(chain.url()).call("anvil_setCode", bridge.contracts().market(), "0x6001");
        refusesToStart("are not those of this database's deployment");
        chain.stop();
        chain.start("--chain-id", "4242");
        refusesToStart("the node is on chain 4242");
    }

    private void refusesToStart(String why) {
        Exception refusal = Assertions.assertThrows(IllegalStateException.class, this::connect);
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    @Test
    void tellsMeteringOfDebtsThatAreRepaidFromTheEscrow() throws Exception {
        try (Metering metering = restartWithMetering()) {
            fund();
            report(10 * KWH, 4 * KWH);
            Await.until("metering knows the debt was made and paid",
                    () -> debtsHeard.contains(4 * KWH) && metering.totals().debtUwh() == 0);
            assertEquals(0, debtOf(seller.address()));
        }
    }

    @Test
    void refusesAConverterListenerThatComesTooLate() {
        Assertions.assertThrows(IllegalStateException.class, () -> bridge.addConverterListener(log -> {
        }));
    }

    @Test
    void settlesWhatWasTradedAndCollectsDebtsFromTheEscrow() throws Exception {
        fund();
        trade(3);
        awaitSettled(1);
        List<BatchStatus> heard = List.copyOf(batches.get(1L));
        assertEquals(heard.stream().distinct().sorted().toList(), heard, "each state once, in their order");
        assertEquals(List.of(BatchStatus.PENDING, BatchStatus.FINAL), List.of(heard.getFirst(), heard.getLast()));
        assertEquals(3, bridge.batchTotals().tradesFinal());
        assertEscrowIsLedger(seller.address(), buyer.address(), bridge.contracts().feeRecipient());
        long leftUwh = 10 * KWH - 300_000_000L;
        assertEquals(leftUwh, engine.balance(seller.address()).etk());
        report(10 * KWH, 4 * KWH);
        Await.until("the debt is paid from escrow", () -> debtOf(seller.address()) == 0
                && engine.balance(seller.address()).etk() == leftUwh - 4 * KWH);
        Await.until("the engine knows it", () -> engine.balance(seller.address()).debtUwh() == 0);
        assertEscrowIsLedger(seller.address());
    }

    @Test
    void refusesAForgedPermitWithoutSendingItAndTakesTheSameOneOnce() throws Exception {
        Wallets wallets = bridge.wallets();
        wallets.rampOn(buyer.address(), 500 * RUPIAH, "payment 1").get(120, TimeUnit.SECONDS);
        wallets.rampOn(buyer.address(), 500 * RUPIAH, "payment 1").get(120, TimeUnit.SECONDS);
        assertEquals(new Wallets.State(0, 500 * RUPIAH, 0, 0, 0), wallets.state(buyer.address()).get());
        long deadlineSec = System.currentTimeMillis() / 1_000 + 600;
        byte[] forged = seller.permit(bridge.contracts(), Asset.IDRS, 100 * RUPIAH, 0, deadlineSec);
        ExecutionException refused = Assertions.assertThrows(ExecutionException.class,
                () -> wallets.deposit(buyer.address(), Asset.IDRS, 100 * RUPIAH, deadlineSec, forged).get());
        assertTrue(refused.getCause() instanceof CallRevertedException, refused.toString());
        byte[] permit = buyer.permit(bridge.contracts(), Asset.IDRS, 100 * RUPIAH, 0, deadlineSec);
        for (int i = 0; i < 2; ++i)
            assertEquals(TransactionState.FINAL, wallets
                    .deposit(buyer.address(), Asset.IDRS, 100 * RUPIAH, deadlineSec, permit).get(120, TimeUnit.SECONDS)
                    .state());
        Await.until("the deposit is credited", () -> engine.balance(buyer.address()).idrs() == 100 * RUPIAH);
        assertEquals(new Wallets.State(0, 400 * RUPIAH, 0, 1, 0), wallets.state(buyer.address()).get());
    }

    @Test
    void paysARedemptionOutOnceWhoeverRelayedIt() throws Exception {
        Wallets wallets = bridge.wallets();
        long deadlineSec = System.currentTimeMillis() / 1_000 + 600;
        wallets.rampOn(buyer.address(), 500 * RUPIAH, "payment 1").get(120, TimeUnit.SECONDS);
        byte[] rent = buyer.signRedemption(bridge.contracts(), 100 * RUPIAH, "rent", deadlineSec);
        TransactionView paid = redeem(100, "rent", deadlineSec, rent);
        assertEquals(paid, redeem(100, "rent", deadlineSec, rent), "the same again");
        byte[] tax = buyer.signRedemption(bridge.contracts(), 50 * RUPIAH, "tax", deadlineSec);
        sendByHand(calls().idrs().redeemFor(buyer.address(), BigInteger.valueOf(50 * RUPIAH),
                Numeric.hexStringToByteArray(Hash.sha3String("tax")),
                BigInteger.valueOf(deadlineSec), tax));
        TransactionView front = redeem(50, "tax", deadlineSec, tax);
        assertEquals(front, redeem(50, "tax", deadlineSec, tax), "the same again");
        for (TransactionView view : List.of(paid, front))
            assertEquals(List.of(KeyRole.BANK, TransactionState.FINAL), List.of(view.key(), view.state()));
        assertEquals(new Wallets.State(0, 350 * RUPIAH, 0, 0, 0), wallets.state(buyer.address()).get());
        ExecutionException refused = Assertions.assertThrows(ExecutionException.class,
                () -> redeem(60, "tax", deadlineSec,
                        buyer.signRedemption(bridge.contracts(), 60 * RUPIAH, "tax", deadlineSec)));
        assertTrue(refused.getCause() instanceof CallRevertedException, refused.toString());
    }

    @Test
    void paysOutAfterARestartWhatAStopHasCutOff() throws Exception {
        long deadlineSec = System.currentTimeMillis() / 1_000 + 600;
        bridge.wallets().rampOn(buyer.address(), 500 * RUPIAH, "payment 1").get(120, TimeUnit.SECONDS);
        JsonRpc node = new JsonRpc(chain.url());
        node.call("evm_setIntervalMining", 0);
        byte[] rent = buyer.signRedemption(bridge.contracts(), 100 * RUPIAH, "rent", deadlineSec);
        var cutOff = bridge.wallets().rampOff(buyer.address(), 100 * RUPIAH, "rent", deadlineSec, rent);
        Await.until("the redemption is with the node",
                () -> node.call("txpool_status").get("pending").asText().equals("0x1"));
        bridge.close();
        node.call("evm_mine");
        node.call("evm_setIntervalMining", 1);
        assertEquals(1, redemptionStatus("rent"), "burned, and not paid out");
        Assertions.assertFalse(cutOff.isDone());
        connect();
        Await.until("it is paid out", () -> redemptionStatus("rent") == 2);
        assertEquals(TransactionState.FINAL, redeem(100, "rent", deadlineSec, rent).state(), "the same again");
        assertEquals(400 * RUPIAH, bridge.wallets().state(buyer.address()).get().idrs());
    }

    private int redemptionStatus(String reference) {
        byte[] hash = Numeric.hexStringToByteArray(Hash.sha3String(reference));
        List<?> redemption = (List<?>) ContractCalls
                .read(chain.get(), bridge.contracts().idrs(), calls().idrs().redemption(hash)).getFirst();
        return ((Uint8) redemption.get(1)).getValue().intValue();
    }

    private TransactionView redeem(long rupiah, String reference, long deadlineSec, byte[] signature) throws Exception {
        return bridge.wallets().rampOff(buyer.address(), rupiah * RUPIAH, reference, deadlineSec, signature).get(20,
                TimeUnit.SECONDS);
    }

    private void sendByHand(RemoteFunctionCall<?> call) throws Exception {
        bridge.outbox().send(new TransactionRequest("by hand", KeyRole.OPERATOR, bridge.contracts().idrs(),
                ContractCalls.data(call)));
        assertEquals(TransactionState.FINAL, bridge.outbox().whenFinal("by hand").get(120, TimeUnit.SECONDS).state());
    }

    @Test
    void stopsSendingAndHaltsTradingWhenABatchReverts() throws Exception {
        fund();
        bridge.outbox().send(new TransactionRequest("pause", KeyRole.ADMIN, bridge.contracts().market(),
                ContractCalls.data(calls().market().pause())));
        assertEquals(TransactionState.FINAL, bridge.outbox().whenFinal("pause").get(120, TimeUnit.SECONDS).state());
        trade(1);
        Await.until("the batch reverts", () -> {
            engine.tick();
            return batches.getOrDefault(1L, List.of()).contains(BatchStatus.REVERTED);
        });
        Await.until("trading is halted", () -> engine.halts > 0);
        assertEquals("REVERTED", bridge.database().jdbi().withHandle(handle -> handle
                .createQuery("SELECT status FROM batch WHERE batch_id = 1").mapTo(String.class).one()));
        restart();
        Await.until("trading is halted again", () -> engine.halts > 1);
        assertEquals(1, nextBatchId());
        assertEquals(new BatchTable.Totals(0, 0), bridge.batchTotals());
        assertEquals(100_000_000L, engine.balance(buyer.address()).unsettledEtk());
    }

    @Test
    void settlesEachBatchOnceWhateverIsRestarted() throws Exception {
        embeddedBlockSec = OptionalInt.of(1);
        restart();
        engine.refuse(5);
        fund();
        trade(2);
        bridge.close();
        trade(2);
        restart();
        trade(1);
        Await.until("something is on the chain", () -> nextBatchId() > 1);
        chain.kill();
        chain.start();
        trade(1);
        Await.until("the bridge sees the chain again", () -> nextBatchId() > 2);
        restart();
        trade(1);
        awaitSettled(nextBatchIdOfEngine());
        assertEquals(7, bridge.batchTotals().tradesFinal());
        assertEscrowIsLedger(seller.address(), buyer.address(), bridge.contracts().feeRecipient());
        assertEquals(0, engine.halts);
        assertEquals(nextBatchId() - 1, bridge.batchTotals().batchesFinal());
    }

    private void fund() throws Exception {
        TransactionRequest register = new TransactionRequest("register", KeyRole.ADMIN, bridge.contracts().converter(),
                ContractCalls.data(calls().converter().registerMeter(METER, seller.address(),
                        BigInteger.valueOf(1_000_000), BigInteger.ZERO)));
        bridge.outbox().send(register);
        bridge.outbox().whenFinal("register").get(120, TimeUnit.SECONDS);
        report(10 * KWH, 0);
        bridge.wallets().rampOn(buyer.address(), 100_000 * RUPIAH, "first").get(120, TimeUnit.SECONDS);
        deposit(seller, Asset.ETK, 10 * KWH);
        deposit(buyer, Asset.IDRS, 100_000 * RUPIAH);
        Await.until("both deposits are credited", () -> engine.balance(seller.address()).etk() == 10 * KWH
                && engine.balance(buyer.address()).idrs() == 100_000 * RUPIAH);
    }

    private void report(long exportUwh, long importUwh) throws Exception {
        EnergyConverter.Report report = new EnergyConverter.Report(METER, BigInteger.ZERO,
                BigInteger.valueOf(exportUwh), BigInteger.valueOf(importUwh), new byte[32]);
        String id = "report " + reports++;
        bridge.outbox().send(new TransactionRequest(id, KeyRole.ORACLE, bridge.contracts().converter(),
                ContractCalls.data(calls().converter().settle(List.of(report)))));
        assertEquals(TransactionState.FINAL, bridge.outbox().whenFinal(id).get(120, TimeUnit.SECONDS).state());
    }

    private void deposit(TestTrader trader, Asset asset, long amount) throws Exception {
        long deadlineSec = System.currentTimeMillis() / 1_000 + 600;
        byte[] permit = trader.permit(bridge.contracts(), asset, amount, 0, deadlineSec);
        assertEquals(TransactionState.FINAL, bridge.wallets()
                .deposit(trader.address(), asset, amount, deadlineSec, permit).get(120, TimeUnit.SECONDS).state());
    }

    private void trade(int trades) {
        for (int i = 0; i < trades; ++i) {
            seller.place(engine, bridge.contracts(), Side.ASK, 100, 144_470);
            buyer.place(engine, bridge.contracts(), Side.BID, 100, 144_470);
        }
    }

    private void awaitSettled(long batchId) {
        Await.until("batch " + batchId + " is settled", () -> {
            engine.tick();
            return batches.getOrDefault(batchId, List.of()).contains(BatchStatus.FINAL)
                    && engine.balance(buyer.address()).unsettledEtk() == 0;
        });
    }

    private long nextBatchId() {
        engine.tick();
        return number(ContractCalls.read(bridge.chain(), bridge.contracts().market(), calls().market().nextBatchId()));
    }

    private long nextBatchIdOfEngine() {
        Await.until("nothing is unsettled", () -> {
            engine.tick();
            return engine.balance(buyer.address()).unsettledEtk() == 0;
        });
        return nextBatchId() - 1;
    }

    private long debtOf(String address) {
        return number(ContractCalls.read(bridge.chain(), bridge.contracts().converter(),
                calls().converter().debtOf(address)));
    }

    private void assertEscrowIsLedger(String... addresses) {
        for (String address : addresses) {
            List<Object> escrow = ContractCalls.read(bridge.chain(), bridge.contracts().market(),
                    calls().market().escrow(address));
            TestEngine.Balance balance = engine.balance(address);
            assertEquals(List.of(balance.etk(), balance.idrs()),
                    List.of(((BigInteger) escrow.get(0)).longValueExact(),
                            ((BigInteger) escrow.get(1)).longValueExact()));
        }
    }

    private ContractCalls calls() {
        return new ContractCalls(bridge.contracts());
    }

    private static long number(List<Object> answer) {
        return ((BigInteger) answer.getFirst()).longValueExact();
    }
}
