package io.enerlink.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.clearing.BatchStatus;
import io.enerlink.settlement.clearing.BatchTable;
import io.enerlink.settlement.clearing.Clearing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.web3j.utils.Numeric;

/** Clearing against a real chain, step by step: what must not be sent, what was sent before, what never will settle. */
class ClearingTest {
    private static final long RUPIAH = 1_000_000;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase(true);

    @RegisterExtension
    static final TestChain CHAIN = new TestChain("--no-mining", "--state-interval", "3600");

    private final TestEngine engine = new TestEngine();
    private final TestTrader seller = new TestTrader(SharedDeployment.SELLER);
    private final TestTrader buyer = new TestTrader(SharedDeployment.BUYER);
    private static SharedDeployment shared;
    private Outbox outbox;
    private Clearing clearing;
    private int confirmations = 1;

    @BeforeAll
    static void deploy() throws Exception {
        shared = new SharedDeployment(CHAIN, DATABASE.get());
    }

    @BeforeEach
    void start() throws Exception {
        shared.restore();
        connect();
        engine.configure(shared.contracts().feeRecipient(), 4);
        await("the deposits are credited", () -> ledger(buyer).get(1) == SharedDeployment.IDRS / 2);
    }

    @AfterEach
    void stop() {
        clearing.close();
        outbox.close();
    }

    private void connect() {
        open();
        engine.restart(clearing.events());
    }

    private void open() {
        outbox = new Outbox(DATABASE.get(), CHAIN.get(), TestKeys.get(),
                new OutboxConfig(confirmations, 16, 1_000, Duration.ofMillis(10)), Optional.empty());
        clearing = new Clearing(engine, outbox, CHAIN.get(), confirmations, false, shared.contracts(), DATABASE.get());
    }

    @Test
    void takesABatchForSettledThatSettledBeforeTheDatabaseWasLost() {
        trade();
        int commands = engine.commands();
        await("the batch is final", () -> clearing.batches().totals().batchesFinal() == 1);
        long sent = CHAIN.get().nonce(TestKeys.get().address(KeyRole.OPERATOR));
        stop();
        shared.restoreDatabase();
        engine.forgetAfter(commands);
        connect();
        await("it is final again", () -> engine.balance(buyer.address()).unsettledEtk() == 0
                && clearing.batches().totals().batchesFinal() == 1);
        assertEquals(sent, CHAIN.get().nonce(TestKeys.get().address(KeyRole.OPERATOR)));
        assertEquals(escrow(buyer), ledger(buyer));
    }

    @Test
    void paysAWithdrawalOnceThoughItIsAskedForAgain() {
        long before = ledger(buyer).get(1);
        long later = engine.nowMs() + 100_000_000;
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, later);
        await("it is paid", () -> ledger(buyer).get(1) == before - 10 * RUPIAH);
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, later);
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 20 * RUPIAH, 7, later);
        assertTrue(engine.withdrawing().isEmpty());
        assertEquals(escrow(buyer), ledger(buyer));
        assertEquals(before - 10 * RUPIAH, ledger(buyer).get(1));
    }

    @Test
    void givesBackAWithdrawalWhoseNonceIsUsedOnTheChain() {
        long before = ledger(buyer).get(1);
        long later = engine.nowMs() + 100_000_000;
        byte[] data = ContractCalls.data(shared.calls().market().withdraw(buyer.address(), shared.contracts().idrs(),
                BigInteger.valueOf(20 * RUPIAH), buyer.address(), BigInteger.valueOf(7), BigInteger.valueOf(later),
                buyer.signWithdrawal(shared.contracts(), Asset.IDRS, 20 * RUPIAH, 7, later)));
        outbox.send(new TransactionRequest("by hand", KeyRole.OPERATOR, shared.contracts().market(), data));
        await("it is paid", () -> ledger(buyer).get(1) == before - 20 * RUPIAH);
        stop();
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, later);
        assertEquals(List.of(7L), List.copyOf(engine.withdrawing()));
        connect();
        await("it is given back", () -> engine.withdrawing().isEmpty());
        assertEquals(escrow(buyer), ledger(buyer));
        assertEquals(before - 20 * RUPIAH, ledger(buyer).get(1));
        assertEquals(0, engine.halts);
    }

    @Test
    void givesBackAWithdrawalThatCameTooLate() {
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, engine.nowMs() + 1);
        await("it is given back", () -> engine.withdrawing().isEmpty());
        assertEquals(escrow(buyer), ledger(buyer));
        assertEquals(SharedDeployment.IDRS / 2, ledger(buyer).get(1));
    }

    @Test
    void sendsNothingThatWasSetAsideBeforeTheAccountLeft() {
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, engine.nowMs() + 1_000_000_000);
        asOwner(buyer, ContractCalls.data(shared.calls().market().requestExit()));
        shared.node().call("evm_increaseTime", 26 * 3_600);
        asOwner(buyer, ContractCalls.data(shared.calls().market().exit()));
        asOwner(buyer, ContractCalls.data(shared.calls().market().reopen()));
        outbox.send(shared.deposit(buyer, Asset.IDRS, 50 * RUPIAH, 1));
        await("the engine knows", () -> ledger(buyer).get(1) == 50 * RUPIAH);
        assertTrue(engine.withdrawing().isEmpty());
        int sent = DATABASE.get().jdbi().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM outbox WHERE id LIKE 'withdraw:%'").mapTo(Integer.class).one());
        assertEquals(0, sent);
        assertEquals(escrow(buyer), ledger(buyer));
    }

    @Test
    void givesBackAWithdrawalThatCouldComeAfterTheAccountHasLeftAndComeBack() {
        asOwner(buyer, ContractCalls.data(shared.calls().market().requestExit()));
        long inAnHour = 1_000 * (CHAIN.get().head().timestampSec() + 3_600);
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, inAnHour + 1_000_000_000);
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 20 * RUPIAH, 8, inAnHour);
        await("the one is given back, the other paid", () -> engine.withdrawing().isEmpty());
        assertEquals(SharedDeployment.IDRS / 2 - 20 * RUPIAH, ledger(buyer).get(1));
        assertEquals(escrow(buyer), ledger(buyer));
    }

    /** The settler has looked at the first batch just before; the void is read from the chain in the same round. */
    @Test
    void undoesNothingThatSettledBeforeTheRestWasVoided() {
        stop();
        confirmations = 2;
        connect();
        trade();
        clearing.step();
        outbox.step();
        shared.node().call("evm_mine");
        outbox.step();
        trade();
        outbox.send(new TransactionRequest("void", KeyRole.ADMIN, shared.contracts().market(),
                ContractCalls.data(shared.calls().market().voidBatch(BigInteger.TWO))));
        outbox.step();
        clearing.addBatchListener((batchId, status, hash, trades) -> {
            if (batchId != 1 || status != BatchStatus.MINED) return;
            shared.node().call("evm_mine");
            shared.node().call("evm_mine");
            outbox.step();
        });
        clearing.step();
        await("the second is undone", () -> engine.balance(buyer.address()).unsettledEtk() == 0);
        assertEquals(escrow(buyer), ledger(buyer));
        assertEquals(escrow(seller), ledger(seller));
        assertEquals(1, clearing.batches().totals().batchesFinal());
    }

    @Test
    void undoesWhatTheAdministratorVoidedAndSettlesWhatComesAfter() {
        List<Long> before = ledger(seller);
        outbox.send(new TransactionRequest("void", KeyRole.ADMIN, shared.contracts().market(),
                ContractCalls.data(shared.calls().market().voidBatch(BigInteger.ONE))));
        trade();
        await("it is undone", () -> engine.halts > 0 && ledger(seller).equals(before));
        assertEquals(escrow(seller), ledger(seller));
        await("it is noted", () -> statusOfTheFirstBatch().equals("VOIDED"));
        engine.resume();
        trade();
        await("the next one settles", () -> clearing.batches().totals().batchesFinal() == 1
                && engine.balance(buyer.address()).unsettledEtk() == 0);
        assertEquals(escrow(buyer), ledger(buyer));
    }

    @Test
    void findsNoDifferenceAfterAStartFromASnapshotWhateverIsOnItsWay() {
        buyer.withdraw(engine, shared.contracts(), Asset.IDRS, 10 * RUPIAH, 7, engine.nowMs() + 100_000_000);
        trade();
        restartFromSnapshot();
        await("the batch is final", () -> clearing.batches().totals().batchesFinal() == 1);
        trade();
        clearing.step();
        outbox.step();
        shared.node().call("evm_mine");
        seller.place(engine, shared.contracts(), Side.ASK, 10, 144_470);
        buyer.place(engine, shared.contracts(), Side.BID, 7, 144_470);
        restartFromSnapshot();
        await("all batches are final", () -> clearing.batches().totals().batchesFinal() == 3);
        restartFromSnapshot();
        assertEquals(escrow(buyer), ledger(buyer));
        assertEquals(0, engine.halts);
    }

    /** The settler asks for one batch after the other, and blocks come in between. */
    @Test
    void confirmsBatchesInTheirOrderThoughBothBecomeFinalWhileItLooksAtTheFirst() {
        stop();
        confirmations = 2;
        connect();
        trade();
        trade();
        clearing.step();
        outbox.step();
        shared.node().call("evm_mine");
        outbox.step();
        clearing.addBatchListener((batchId, status, hash, trades) -> {
            if (batchId != 1 || status != BatchStatus.MINED) return;
            shared.node().call("evm_mine");
            outbox.step();
        });
        for (int i = 0; i < 3; ++i) clearing.step();
        assertEquals(new BatchTable.Totals(2, 2), clearing.batches().totals());
        assertEquals(0, engine.balance(buyer.address()).unsettledEtk(), "both are final in the engine");
    }

    private void restartFromSnapshot() {
        stop();
        open();
        engine.restartFromSnapshot(clearing.events());
        await("engine and chain are compared", () -> clearing.reconciled().looks() > 0);
        assertEquals(List.of(), clearing.reconciled().differences());
    }

    @Test
    void haltsWhenTheSupplyIsNotWhatTheRegistersSay() {
        await("it was compared", () -> clearing.reconciled().looks() > 0);
        assertEquals(List.of(), clearing.reconciled().differences());
        shared.node().call("anvil_setStorageAt", shared.contracts().etk(), supplySlot(),
                "0x" + "%064x".formatted(SharedDeployment.ETK + 1));
        await("the alarm is raised", Duration.ofSeconds(20), () -> clearing.reconciled().alarm());
        assertTrue(clearing.reconciled().differences().getFirst().startsWith("supply of ETK"));
        assertEquals(1, engine.halts);
    }

    private static String statusOfTheFirstBatch() {
        return DATABASE.get().jdbi().withHandle(
                handle -> handle.createQuery("SELECT status FROM batch WHERE batch_id = 1").mapTo(String.class).one());
    }

    /** Where the token keeps how much there is of it. */
    private String supplySlot() {
        for (int slot = 0; slot < 32; ++slot) {
            String value = shared.node()
                    .call("eth_getStorageAt", shared.contracts().etk(), "0x" + Long.toHexString(slot),
                            "latest")
                    .asText();
            if (Numeric.toBigInt(value).equals(BigInteger.valueOf(SharedDeployment.ETK)))
                return "0x" + "%064x".formatted(slot);
        }
        throw new AssertionError("no slot holds the supply");
    }

    private void trade() {
        seller.place(engine, shared.contracts(), Side.ASK, 10, 144_470);
        buyer.place(engine, shared.contracts(), Side.BID, 10, 144_470);
        engine.pass(TestEngine.MAX_BATCH_AGE_MS);
        engine.tick();
    }

    private void asOwner(TestTrader trader, byte[] data) {
        shared.node().call("anvil_setBalance", trader.address(), "0xde0b6b3a7640000");
        shared.node().call("anvil_impersonateAccount", trader.address());
        shared.node().call("eth_sendTransaction", Map.of("from", trader.address(), "to", shared.contracts().market(),
                "data", Numeric.toHexString(data), "gas", "0xf4240"));
        shared.node().call("evm_mine");
    }

    private void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofSeconds(60), condition);
    }

    private void await(String what, Duration deadline, BooleanSupplier condition) {
        Await.until(what, deadline, () -> {
            engine.tick();
            outbox.step();
            clearing.step();
            shared.node().call("evm_mine");
            return condition.getAsBoolean();
        });
    }

    private List<Long> ledger(TestTrader trader) {
        TestEngine.Balance balance = engine.balance(trader.address());
        return List.of(balance.etk(), balance.idrs());
    }

    private List<Long> escrow(TestTrader trader) {
        return ContractCalls.read(CHAIN.get(), shared.contracts().market(),
                shared.calls().market().escrow(trader.address())).stream().limit(2)
                .map(amount -> ((BigInteger) amount).longValueExact()).toList();
    }
}
