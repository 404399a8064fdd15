package io.enerlink.settlement.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.JsonRpc;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.web3j.utils.Numeric;

class OutboxTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = new TestChain();

    private Outbox outbox;

    @AfterEach
    void close() {
        if (outbox != null) outbox.close();
    }

    @Test
    void takesATransactionThroughEveryStateToFinal() throws Exception {
        outbox = outbox(2, Optional.empty());
        List<TransactionState> states = new CopyOnWriteArrayList<>();
        outbox.addListener(view -> states.add(view.state()));
        outbox.start();
        outbox.send(Contracts.counter("deploy"));
        TransactionView view = outbox.whenFinal("deploy").get(120, TimeUnit.SECONDS);
        Await.until("that it is final is told", () -> states.contains(TransactionState.FINAL));
        assertEquals(List.of(TransactionState.SUBMITTED, TransactionState.MINED, TransactionState.FINAL), states);
        assertEquals(0, view.nonce());
        assertTrue(chain.get().code(Contracts.addressOf(view)).length > 0);
    }

    @Test
    void goesOnAfterARevertWhoseReasonIsNoText() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        outbox.send(Contracts.refusing("deploy"));
        String refusing = Contracts.addressOf(outbox.whenFinal("deploy").get(120, TimeUnit.SECONDS));
        outbox.send(new TransactionRequest("bad", KeyRole.ORACLE, refusing, new byte[0]));
        assertEquals(TransactionState.REVERTED, outbox.whenFinal("bad").get(120, TimeUnit.SECONDS).state());
        assertTrue(outbox.reason("bad").orElseThrow().endsWith(" 0x" + "00".repeat(36)));
        outbox.send(Contracts.counter("after"));
        assertEquals(TransactionState.FINAL, outbox.whenFinal("after").get(120, TimeUnit.SECONDS).state());
    }

    @Test
    void sendsTheSameIdOnceAndRefusesItForAnotherCall() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        outbox.send(Contracts.counter("deploy"));
        outbox.send(Contracts.counter("deploy"));
        outbox.whenFinal("deploy").get(120, TimeUnit.SECONDS);
        outbox.send(Contracts.counter("deploy"));
        assertThrows(IllegalArgumentException.class,
                () -> outbox.send(new TransactionRequest("deploy", KeyRole.ADMIN, null, new byte[]{1})));
        outbox.send(Contracts.counter("again"));
        assertEquals(1, outbox.whenFinal("again").get(120, TimeUnit.SECONDS).nonce());
    }

    @Test
    void tellsOfARevertAndWhy() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        String counter = deployCounter();
        outbox.send(new TransactionRequest("bad", KeyRole.ORACLE, counter, new byte[]{1}));
        assertEquals(TransactionState.REVERTED, outbox.whenFinal("bad").get(120, TimeUnit.SECONDS).state());
        assertTrue(outbox.reason("bad").isPresent());
        assertEquals(0, count(counter));
        assertThrows(IllegalArgumentException.class, () -> outbox.whenFinal("unknown"));
    }

    @Test
    void asksForTheGasThatIsKnownSoThatABlockTakesMore() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        String counter = deployCounter();
        JsonRpc node = stopMining();
        for (int i = 0; i < 4; ++i)
            outbox.send(new TransactionRequest("known " + i, KeyRole.ORACLE, counter, new byte[32], 50_000));
        Await.until("the node has them",
                () -> outbox.find("known 3").orElseThrow().state() == TransactionState.SUBMITTED);
        node.call("evm_mine");
        Await.until("all are mined", () -> outbox.find("known 3").orElseThrow().blockNumber() > 0);
        assertEquals(outbox.find("known 0").orElseThrow().blockNumber(),
                outbox.find("known 3").orElseThrow().blockNumber());
        JsonNode sent = node.call("eth_getTransactionByHash", outbox.find("known 3").orElseThrow().hash());
        assertEquals(50_000, Numeric.toBigInt(sent.get("gas").asText()).longValueExact());
    }

    @Test
    void keepsWhatItTookWhileTheChainWasDownOverARestart() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        String counter = deployCounter();
        outbox.close();
        chain.kill();
        outbox = outbox(1, Optional.empty());
        outbox.start();
        outbox.send(Contracts.increment("while down", counter));
        outbox.close();
        DATABASE.reopen();
        outbox = outbox(1, Optional.of(recovery()));
        outbox.start();
        chain.start();
        outbox.whenFinal("while down").get(120, TimeUnit.SECONDS);
        assertEquals(1, count(counter));
    }

    @Test
    void countsEachTransactionOnceWhenAnvilIsKilledAgainAndAgainUnderLoad() throws Exception {
        outbox = outbox(1, Optional.of(recovery()));
        outbox.start();
        String counter = deployCounter();
        int sent = 0;
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 40; ++i) outbox.send(Contracts.increment("count " + sent++, counter));
            int mined = sent - 10;
            Await.until("most are mined", () -> outbox.find("count " + mined).orElseThrow().blockNumber() > 0);
            chain.kill();
            chain.start();
        }
        awaitAll(sent);
        outbox.send(Contracts.increment("count " + sent, counter)); // mined after the replay that the last kill may need
        awaitAll(++sent);
        assertEquals(sent, count(counter));
        assertEquals(sent, Stream.of(KeyRole.ORACLE).mapToLong(key -> chain.get().nonce(TestKeys.get().address(key)))
                .sum());
    }

    @Test
    void rebuildsTheWholeChainWhenItsStateFileIsLost() throws Exception {
        outbox = outbox(1, Optional.of(recovery()));
        outbox.start();
        String counter = deployCounter();
        for (int i = 0; i < 30; ++i) outbox.send(Contracts.increment("count " + i, counter));
        awaitAll(30);
        TransactionView before = outbox.find("count 29").orElseThrow();
        long genesisSec = chain.get().block(0).orElseThrow().timestampSec();
        long timestampSec = chain.get().block(before.blockNumber()).orElseThrow().timestampSec();
        outbox.close();
        chain.kill();
        Files.deleteIfExists(chain.stateFile());
        chain.start("--timestamp", Long.toString(genesisSec));
        outbox = outbox(1, Optional.of(recovery()));
        outbox.start();
        outbox.send(Contracts.increment("after", counter));
        outbox.whenFinal("after").get(120, TimeUnit.SECONDS);
        assertEquals(31, count(counter));
        assertEquals(before, outbox.find("count 29").orElseThrow());
        assertEquals(timestampSec, chain.get().block(before.blockNumber()).orElseThrow().timestampSec());
        long now = System.currentTimeMillis() / 1000;
        Await.until("the chain has the right time again",
                () -> Math.abs(chain.get().head().timestampSec() - now) < 30);
    }

    @Test
    void bringsALostChainBackWithoutKeysAndOutbox() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        String counter = deployCounter();
        for (int i = 0; i < 10; ++i) outbox.send(Contracts.increment("count " + i, counter));
        awaitAll(10);
        outbox.close();
        TransactionView last = outbox.find("count 9").orElseThrow();
        assertEquals(0, AnvilRecovery.recover(DATABASE.get(), chain.url(), 1));
        long genesisSec = chain.get().block(0).orElseThrow().timestampSec();
        chain.kill();
        Files.deleteIfExists(chain.stateFile());
        chain.start("--timestamp", Long.toString(genesisSec));
        assertTrue(AnvilRecovery.recover(DATABASE.get(), chain.url(), 1) > 0);
        assertEquals(10, count(counter));
        assertEquals(last.blockNumber(), chain.get().receipt(last.hash()).orElseThrow().blockNumber());
        assertEquals(0, AnvilRecovery.recover(DATABASE.get(), chain.url(), 1));
        long replayed = chain.get().head().number();
        Await.until("the chain mines by itself again", () -> chain.get().head().number() > replayed);
    }

    @Test
    void replaysNothingOnAChainThatIsNotTheDatabases() throws Exception {
        outbox = outbox(1, Optional.empty());
        outbox.start();
        deployCounter();
        outbox.close();
        new DeploymentTable(DATABASE.get()).settleIn(new DeploymentTable.Home(1, "0x00", 0, "0x00"));
        chain.kill();
        Files.deleteIfExists(chain.stateFile());
        chain.start();
        assertThrows(IllegalStateException.class, () -> AnvilRecovery.recover(DATABASE.get(), chain.url(), 1));
        assertEquals(0, chain.get().nonce(TestKeys.get().address(KeyRole.ADMIN)));
    }

    @Test
    void sendsTheSameBytesAgainAfterAReorganisationBelowFinal() throws Exception {
        outbox = outbox(4, Optional.empty());
        outbox.start();
        String counter = deployCounter();
        List<TransactionState> states = new CopyOnWriteArrayList<>();
        outbox.addListener(view -> states.add(view.state()));
        JsonRpc node = stopMining();
        outbox.send(Contracts.increment("count 0", counter));
        Await.until("the node has it",
                () -> outbox.find("count 0").orElseThrow().state() == TransactionState.SUBMITTED);
        node.call("evm_mine");
        Await.until("it is mined", () -> outbox.find("count 0").orElseThrow().state() == TransactionState.MINED);
        String hash = outbox.find("count 0").orElseThrow().hash();
        reorganise(2);
        Await.until("it is final, and that is told", () -> {
            node.call("evm_mine");
            return states.contains(TransactionState.FINAL);
        });
        assertEquals(List.of(TransactionState.SUBMITTED, TransactionState.MINED, TransactionState.SUBMITTED,
                TransactionState.MINED, TransactionState.FINAL), states);
        assertEquals(hash, outbox.find("count 0").orElseThrow().hash());
        assertEquals(1, count(counter));
    }

    @Test
    void haltsWhenAFinalTransactionIsGone() throws Exception {
        outbox = outbox(1, Optional.empty());
        List<RuntimeException> halts = new CopyOnWriteArrayList<>();
        outbox.addHaltListener(halts::add);
        outbox.start();
        deployCounter();
        stopMining();
        reorganise((int) (chain.get().head().number() - outbox.find("deploy").orElseThrow().blockNumber() + 1));
        Await.until("it halts", () -> !halts.isEmpty());
        assertTrue(halts.getFirst().getMessage().contains("final transaction deploy"), halts.toString());
        outbox.send(Contracts.counter("later"));
        assertTrue(outbox.whenFinal("later").isCompletedExceptionally());
    }

    @Test
    void haltsWhenSomebodyElseUsesItsKey() throws Exception {
        outbox = outbox(1, Optional.empty());
        List<RuntimeException> halts = new CopyOnWriteArrayList<>();
        outbox.addHaltListener(halts::add);
        outbox.start();
        deployCounter();
        chain.get().broadcast(TestKeys.get().sign(Contracts.counter("foreign"), 31_337, 1, 1_000_000));
        String admin = TestKeys.get().address(KeyRole.ADMIN);
        Await.until("the foreign one is mined", () -> chain.get().nonce(admin) == 2);
        outbox.send(Contracts.counter("ours"));
        Await.until("it halts", () -> !halts.isEmpty());
        assertTrue(halts.getFirst().getMessage().contains("somebody else uses the ADMIN key"), halts.toString());
    }

    @Test
    void refusesMoreThanItMayHoldAndKeepsWhatItHas() {
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 3, Duration.ofMillis(50)), Optional.empty());
        for (int i = 0; i < 3; ++i) outbox.send(Contracts.counter("held " + i));
        assertThrows(OutboxFullException.class, () -> outbox.send(Contracts.counter("one more")));
        outbox.send(Contracts.counter("held 0"));
        assertTrue(outbox.find("one more").isEmpty());
    }

    /** From now on a block comes only when the test says so. */
    private JsonRpc stopMining() {
        JsonRpc node = new JsonRpc(chain.url());
        node.call("evm_setIntervalMining", 0);
        return node;
    }

    private void reorganise(int depth) {
        assertFalse(chain.get().once(
                chain.get().request("anvil_reorg", AnvilRecovery.AnyResponse.class, depth, List.of())).hasError());
    }

    private void awaitAll(int sent) throws Exception {
        for (int i : IntStream.range(0, sent).toArray())
            assertEquals(TransactionState.FINAL,
                    outbox.whenFinal("count " + i).get(120, TimeUnit.SECONDS).state());
    }

    private String deployCounter() throws Exception {
        outbox.send(Contracts.counter("deploy"));
        return Contracts.addressOf(outbox.whenFinal("deploy").get(120, TimeUnit.SECONDS));
    }

    private long count(String counter) {
        return Numeric.toBigInt(chain.get().call(TestKeys.get().address(KeyRole.ADMIN), counter, new byte[0]))
                .longValueExact();
    }

    private AnvilRecovery recovery() {
        return new AnvilRecovery(DATABASE.get(), new Web3jChain(chain.url()), 1);
    }

    private Outbox outbox(int confirmations, Optional<AnvilRecovery> recovery) {
        return new Outbox(DATABASE.get(), new Web3jChain(chain.url()), TestKeys.get(),
                new OutboxConfig(confirmations, 16, 1_000, Duration.ofMillis(50)), recovery);
    }
}
