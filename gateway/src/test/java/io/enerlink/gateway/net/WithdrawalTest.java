package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.auth.Withdraw;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeListener;
import io.enerlink.gateway.client.WalletStatus;
import io.enerlink.gateway.session.Wallets;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Withdrawals from the socket through the real engine; the test is the chain. */
class WithdrawalTest {
    private static final GatewayConfig CONFIG = GatewayConfig.demo("127.0.0.1", 0);
    private static final Domain DOMAIN = TestExchange.DOMAIN;
    private static final Address ETK = Address.parse("0x" + "0e".repeat(20));
    private static final Address IDRS = Address.parse("0x" + "0d".repeat(20));
    private static final Address ELSEWHERE = Address.parse("0x" + "0a".repeat(20));
    private static final long RUPIAH = 1_000_000L;

    private final SigningKey owner = SigningKey.generate();

    @TempDir
    Path folder;

    private TestExchange exchange;
    private TestClient client;

    /** Wallets that hold nothing. */
    private static final class Chain implements Wallets {
        @Override
        public Contracts contracts() { return new Contracts(DOMAIN.verifyingContract(), ETK, IDRS); }

        @Override
        public CompletableFuture<State> state(Address address) {
            return CompletableFuture.completedFuture(new State(0, 0, 0, 0, 0));
        }

        @Override
        public CompletableFuture<String> deposit(Address account, Asset asset, long amount, long deadlineSec,
                byte[] signature) {
            throw new AssertionError("nobody deposits here");
        }

        @Override
        public CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
                byte[] signature) {
            throw new AssertionError("nobody approves agents here");
        }

        @Override
        public CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
                byte[] signature) {
            throw new AssertionError("nobody redeems here");
        }

        @Override
        public CompletableFuture<String> rampOn(Address account, long amount, String reference) {
            throw new AssertionError("nobody asks the bank here");
        }
    }

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder.resolve("journal"), CONFIG, new Chain());
        exchange.deposit(owner.address(), Asset.IDRS, 1_000 * RUPIAH);
        client = exchange.client(owner);
    }

    @AfterEach
    void stop() {
        client.close();
        exchange.close();
    }

    @Test
    void reservesWhatIsSignedForAndTellsWhenItHasLeft() {
        subscribe("balances");
        subscribe("withdrawals");
        JsonNode result = answer(withdraw("400", 7, owner));

        assertEquals("reserved", result.path("state").asText());
        assertEquals("400.000000", result.path("amount").asText());
        assertEquals(ELSEWHERE.toString(), result.path("to").asText());
        JsonNode reserved = client.await("balances", 2).get(1).path("IDRS");
        assertEquals("600.000000", reserved.path("free").asText());
        assertEquals("400.000000", reserved.path("reserved").asText());

        exchange.withdrawn(owner.address(), Asset.IDRS, 400 * RUPIAH, 7);
        JsonNode done = client.await("withdrawals", 3).get(2);
        assertEquals("done", done.path("state").asText());
        assertEquals("7", done.path("nonce").asText());
        JsonNode left = client.await("balances", 3).get(2).path("IDRS");
        assertEquals("600.000000", left.path("free").asText());
        assertEquals("0.000000", left.path("reserved").asText());
    }

    @Test
    void givesBackWhatTheChainDidNotTake() {
        int accountId;
        try (TestClient other = new TestClient(exchange.port())) {
            accountId = answer(other.logOn(owner, DOMAIN)).path("accountId").asInt();
        }
        subscribe("withdrawals");
        answer(withdraw("400", 7, owner));
        exchange.release(accountId, 7);

        assertEquals("released", client.await("withdrawals", 3).get(2).path("state").asText());
        answer(withdraw("1000", 8, owner));
    }

    @Test
    void takesANonceOnceAlsoAfterARestart() throws Exception {
        answer(withdraw("1", 7, owner));
        assertEquals("NONCE_TOO_LOW", errorName(withdraw("1", 7, owner)));
        exchange.withdrawn(owner.address(), Asset.IDRS, RUPIAH, 7);
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"), CONFIG, new Chain());
        client.close();
        client = exchange.client(owner);

        assertEquals("NONCE_TOO_LOW", errorName(withdraw("2", 7, owner)));
        assertEquals("NONCE_TOO_LOW", errorName(withdraw("2", 6, owner)));
        answer(withdraw("2", 8, owner));
        subscribe("withdrawals");
        JsonNode snapshot = client.await("withdrawals", 1).get(0);
        assertEquals("8", snapshot.path("lastNonce").asText());
        assertEquals("2.000000", snapshot.path("withdrawals").path(0).path("amount").asText());
    }

    @Test
    void refusesWhatIsNotFreeOrNotFinal() {
        assertEquals("INSUFFICIENT_BALANCE", errorName(withdraw("1000.000001", 1, owner)));
        answer(client.call("order.place", TestExchange.order(owner, Side.BID, "500.00", "1.000", 1, "")));
        assertEquals("INSUFFICIENT_BALANCE", errorName(withdraw("501", 2, owner)));
        answer(withdraw("500", 2, owner));
    }

    @Test
    void refusesMoreOfAnAccountThanMayBeOnTheirWay() {
        subscribe("withdrawals");
        for (int nonce = 1; nonce <= 8; nonce++) answer(withdraw("1", nonce, owner));

        assertEquals("TOO_MANY_PENDING", errorName(withdraw("1", 9, owner)));
        exchange.withdrawn(owner.address(), Asset.IDRS, RUPIAH, 3);
        client.await(message -> message.path("state").asText().equals("done"));
        answer(withdraw("1", 9, owner));
    }

    @Test
    void refusesAnAgentsSignatureAndAnotherRecipientThanTheSignedOne() {
        assertEquals("SIGNER_MISMATCH", errorName(withdraw("1", 1, SigningKey.generate())));
        String params = params("1", 1, owner, soon());
        assertEquals("SIGNER_MISMATCH",
                errorName(client.call("wallet.withdraw", params.replace(ELSEWHERE.toString(), IDRS.toString()))));
        assertEquals("EXPIRED", errorName(client.call("wallet.withdraw", params("1", 1, owner, 1))));
        assertEquals("EXPIRY_TOO_FAR",
                errorName(client.call("wallet.withdraw", params("1", 1, owner, soon() + 3_600_000))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "MISSING_FIELD | {}",
            "INVALID_VALUE | {\"asset\":\"BTC\"}",
            "BAD_QUANTITY  | {\"asset\":\"IDRS\",\"amount\":\"0\"}",
            "BAD_DECIMAL   | {\"asset\":\"IDRS\",\"amount\":\"0.0000001\"}",
            "BAD_ADDRESS   | {\"asset\":\"IDRS\",\"amount\":\"1\",\"to\":\"me\"}",
            "INVALID_VALUE | {\"asset\":\"IDRS\",\"amount\":\"1\",\"to\":\"0x0000000000000000000000000000000000000000\"}",
            "INVALID_VALUE | {\"asset\":\"IDRS\",\"amount\":\"1\",\"to\":\"0x3333333333333333333333333333333333333333\"}",
            "INVALID_VALUE | {\"asset\":\"IDRS\",\"amount\":\"1\",\"nonce\":0}",
            "MISSING_FIELD | {\"asset\":\"IDRS\",\"amount\":\"1\",\"nonce\":1}",
            "BAD_SIGNATURE | {\"asset\":\"IDRS\",\"amount\":\"1\",\"nonce\":1,\"deadline\":1,\"signature\":\"0x\"}"})
    void namesWhatIsWrong(String error, String params) {
        assertEquals(error, errorName(client.call("wallet.withdraw", params)));
    }

    @Test
    void theJavaClientSignsIt() {
        URI where = URI.create("ws://127.0.0.1:" + exchange.port() + "/ws/v1");
        try (ExchangeClient java = ExchangeClient.connect(ClientConfig.of(where), owner, new ExchangeListener() {})) {
            ExchangeClient.await(java.ready());
            WalletStatus status = ExchangeClient.await(java.walletStatus());
            ExchangeClient.await(java.withdraw(status, Asset.IDRS, 400 * RUPIAH, owner.address(), 1, soon()));
        }
        subscribe("withdrawals");
        assertEquals(owner.address().toString(),
                client.await("withdrawals", 1).get(0).path("withdrawals").path(0).path("to").asText());
    }

    private JsonNode withdraw(String amount, long nonce, SigningKey key) {
        return client.call("wallet.withdraw", params(amount, nonce, key, soon()));
    }

    private String params(String amount, long nonce, SigningKey key, long deadlineMs) {
        long units = new java.math.BigDecimal(amount).movePointRight(6).longValueExact();
        byte[] signature = key.sign(DOMAIN,
                new Withdraw(owner.address(), IDRS, units, ELSEWHERE, nonce, deadlineMs));
        return "{\"asset\":\"IDRS\",\"amount\":\"" + amount + "\",\"to\":\"" + ELSEWHERE + "\",\"nonce\":" + nonce
                + ",\"deadline\":" + deadlineMs + ",\"signature\":\"" + TestClient.hex(signature) + "\"}";
    }

    private static long soon() {
        return System.currentTimeMillis() + 60_000;
    }

    private void subscribe(String channel) {
        answer(client.call("subscribe", "{\"channel\":\"" + channel + "\"}"));
    }

    private static JsonNode answer(JsonNode response) {
        assertEquals(200, response.path("status").asInt(), response.toString());
        return response.path("result");
    }

    private static String errorName(JsonNode response) {
        return response.path("error").path("name").asText(response.toString());
    }
}
