package io.enerlink.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.settlement.chain.CallRevertedException;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ChainUnavailableException;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Keys;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.OutboxEntry;
import io.enerlink.settlement.chain.OutboxStore;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.ECKeyPair;
import org.web3j.utils.Numeric;

/** What the chain says of a wallet reaches the user; what it refuses becomes the user's error, and nothing else does. */
class ChainWalletsTest {
    private static final Address ALICE = Address.parse("0x" + "a1".repeat(20));
    private static final Address BOT = Address.parse("0x" + "b0".repeat(20));
    private static final ContractAddresses CONTRACTS = new ContractAddresses("0x" + "01".repeat(20),
            "0x" + "02".repeat(20), "0x" + "03".repeat(20), "0x" + "04".repeat(20), "0x" + "05".repeat(20), 1);
    private static final byte[] SIGNATURE = new byte[65];
    private static final String HASH = "0x" + "77".repeat(32);

    private final Map<String, TransactionRequest> sent = new ConcurrentHashMap<>();
    private final Map<String, Supplier<byte[]>> answers = new HashMap<>();
    private volatile TransactionState fate = TransactionState.FINAL;
    private final Chain chain = port(Chain.class, Map.of("call", arguments -> answers
            .getOrDefault(arguments[1], () -> word(0)).get()));
    private final OutboxStore store = port(OutboxStore.class, Map.of(
            "insert", arguments -> sent.putIfAbsent(((TransactionRequest) arguments[0]).id(),
                    (TransactionRequest) arguments[0]) == null,
            "find", arguments -> ((Collection<?>) arguments[0]).stream().filter(sent::containsKey)
                    .map(id -> entry(sent.get(id))).toList(),
            "request", arguments -> Optional.ofNullable(sent.get(arguments[0])),
            "count", arguments -> 0));
    private final io.enerlink.settlement.clearing.Wallets settlement = new io.enerlink.settlement.clearing.Wallets(
            new Outbox(store, chain, keys(), OutboxConfig.withConfirmations(1), Optional.empty()), chain, CONTRACTS,
            "0x" + "0e".repeat(20), null);
    private final ChainWallets wallets = new ChainWallets(settlement, CONTRACTS);

    private interface Answer {
        Object to(Object[] arguments);
    }

    /** The part of a port that is used here; anything else that is asked of it is an error. */
    private static <T> T port(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> {
                    Answer answer = answers.get(method.getName());
                    if (answer == null) throw new UnsupportedOperationException(method.getName());
                    return answer.to(arguments);
                }));
    }

    private static Keys keys() {
        Map<KeyRole, ECKeyPair> pairs = new EnumMap<>(KeyRole.class);
        for (KeyRole role : KeyRole.values()) pairs.put(role, ECKeyPair.create(BigInteger.valueOf(7 + role.ordinal())));
        return Keys.of(pairs);
    }

    private OutboxEntry entry(TransactionRequest request) {
        return new OutboxEntry(sent.size(), request.id(), request.key(), request.to(), fate, 1, HASH, 9, HASH, 9, 0,
                fate == TransactionState.FINAL);
    }

    private static byte[] word(long value) {
        return Numeric.toBytesPadded(BigInteger.valueOf(value), 32);
    }

    @AfterEach
    void stop() {
        settlement.close();
    }

    @Test
    void namesTheContractsAndWhatAWalletHolds() throws Exception {
        assertEquals(new Wallets.Contracts(Address.parse(CONTRACTS.market()), Address.parse(CONTRACTS.etk()),
                Address.parse(CONTRACTS.idrs())), wallets.contracts());
        answers.put(CONTRACTS.etk(), () -> word(11));
        answers.put(CONTRACTS.idrs(), () -> word(22));
        answers.put(CONTRACTS.converter(), () -> word(33));
        assertEquals(new Wallets.State(11, 22, 11, 22, 33), wallets.state(ALICE).get());
    }

    @Test
    void givesTheHashOfWhatIsFinal() throws Exception {
        assertEquals(HASH, wallets.deposit(ALICE, Asset.ETK, 5, 1, SIGNATURE).get(10, TimeUnit.SECONDS));
        assertEquals(HASH, wallets.approveAgent(ALICE, BOT, 5, 1, SIGNATURE).get(10, TimeUnit.SECONDS));
        assertEquals(HASH, wallets.rampOn(ALICE, 5, "rent").get(10, TimeUnit.SECONDS));
        assertEquals(3, sent.size());
        assertEquals(KeyRole.BANK, sent.get("ramp:rent").key());
    }

    @Test
    void saysSoWhenATransactionReverted() {
        fate = TransactionState.REVERTED;
        for (CompletableFuture<String> answer : List.of(wallets.deposit(ALICE, Asset.IDRS, 5, 1, SIGNATURE),
                wallets.approveAgent(ALICE, BOT, 5, 1, SIGNATURE), wallets.rampOn(ALICE, 5, "rent"))) {
            ProtocolException refused = refusal(answer);
            assertEquals(Errors.CHAIN_REFUSED, refused.error());
            assertEquals("transaction " + HASH + " was REVERTED", refused.getMessage());
        }
    }

    @Test
    void sendsNothingThatTheContractRefusesAndSaysWhy() {
        answers.put(CONTRACTS.market(), () -> {
            throw new CallRevertedException("InvalidSignature", "0x");
        });
        ProtocolException refused = refusal(wallets.deposit(ALICE, Asset.ETK, 5, 1, SIGNATURE));
        assertEquals(Errors.CHAIN_REFUSED, refused.error());
        assertEquals("InvalidSignature", refused.getMessage());
        assertEquals(0, sent.size());
    }

    @Test
    void refusesAReferenceThatWasUsedForSomethingElse() throws Exception {
        wallets.rampOn(ALICE, 5, "rent").get(10, TimeUnit.SECONDS);
        assertEquals(Errors.INVALID_VALUE, refusal(wallets.rampOn(ALICE, 6, "rent")).error());
        assertEquals(Errors.INVALID_VALUE, refusal(wallets.deposit(ALICE, Asset.ETK, 0, 1, SIGNATURE)).error());
    }

    @Test
    void leavesItToTheCallerThatTheChainIsAway() {
        answers.put(CONTRACTS.etk(), () -> {
            throw new ChainUnavailableException("the node does not answer");
        });
        ExecutionException failed = assertThrows(ExecutionException.class,
                () -> wallets.state(ALICE).get(10, TimeUnit.SECONDS));
        assertEquals(ChainUnavailableException.class, failed.getCause().getClass());
    }

    @Test
    void isBusyWhenTooManyWaitForTheChain() throws Exception {
        CountDownLatch away = new CountDownLatch(1);
        answers.put(CONTRACTS.etk(), () -> {
            awaitUninterrupted(away);
            return word(1);
        });
        CompletableFuture<?> first = wallets.state(ALICE);
        CompletableFuture<?> last = first;
        for (int i = 0; i < io.enerlink.settlement.clearing.Wallets.MAX_WAITING + 2; ++i) last = wallets.state(ALICE);
        assertEquals(Errors.BUSY, refusal(last).error());
        away.countDown();
        first.get(10, TimeUnit.SECONDS);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new ChainUnavailableException("interrupted");
        }
    }

    private static ProtocolException refusal(CompletableFuture<?> answer) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        return (ProtocolException) failed.getCause();
    }
}
