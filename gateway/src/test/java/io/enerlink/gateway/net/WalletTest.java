package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.feed.MeterFeed;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.gateway.session.Wallets;
import io.enerlink.settlement.metering.HomePower;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalletTest {
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "44".repeat(20)));
    private static final SigningKey KEY = SigningKey.generate();
    private static final String SIGNATURE = "0x" + "05".repeat(65);

    private final Chain chain = new Chain();
    private GatewayServer server;
    private TestClient client;

    /** A chain that notes what it is asked and answers what a test wants. */
    static final class Chain implements Wallets {
        private final List<String> asked = new ArrayList<>();
        private CompletableFuture<String> answer = CompletableFuture.completedFuture("0xabc");
        private ProtocolException refusal;

        void answer(CompletableFuture<String> next) { answer = next; }

        private CompletableFuture<String> answer() {
            if (refusal != null) throw refusal;
            return answer;
        }

        @Override
        public Contracts contracts() {
            return new Contracts(DOMAIN.verifyingContract(), Address.parse("0x" + "0e".repeat(20)),
                    Address.parse("0x" + "0d".repeat(20)));
        }

        @Override
        public CompletableFuture<State> state(Address address) {
            return CompletableFuture.completedFuture(new State(1_500_000_000L, 2_000_001L, 3, 4, 5));
        }

        @Override
        public CompletableFuture<String> deposit(Address account, Asset asset, long amount, long deadlineSec,
                byte[] signature) {
            asked.add("deposit " + account + " " + asset + " " + amount + " " + deadlineSec + " " + signature.length);
            return answer();
        }

        @Override
        public CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
                byte[] signature) {
            asked.add("agent " + account + " " + agent + " " + expiryMs + " " + nonce + " " + signature.length);
            return answer();
        }

        @Override
        public CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
                byte[] signature) {
            asked.add("off " + account + " " + amount + " " + reference + " " + deadlineSec + " " + signature.length);
            return answer();
        }

        @Override
        public CompletableFuture<String> rampOn(Address account, long amount, String reference) {
            asked.add("ramp " + account + " " + amount + " " + reference);
            return answer();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
        server.addWallets(chain);
        server.start(new ScriptedEngine(server.listener()), DOMAIN);
        client = new TestClient(server.port());
        client.logOn(KEY, DOMAIN);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void tellsWhatAWalletHoldsAndWhatAPermitNeeds() {
        assertEquals("{\"address\":\"" + KEY.address() + "\",\"ETK\":{\"balance\":\"1.500000000\",\"permitNonce\":3},"
                + "\"IDRS\":{\"balance\":\"2.000001\",\"permitNonce\":4},\"debt\":\"0.000000005\",\"tokens\":{\"ETK\":\""
                + chain.contracts().etk() + "\",\"IDRS\":\"" + chain.contracts().idrs() + "\"},\"market\":\""
                + DOMAIN.verifyingContract() + "\"}", client.call("wallet.status", "{}").path("result").toString());
    }

    @Test
    void relaysADepositAndAnswersWhenItIsFinal() {
        chain.answer = new CompletableFuture<>();
        long id = client.begin("wallet.deposit", "{\"asset\":\"ETK\",\"amount\":\"1.000000001\",\"deadline\":99,"
                + "\"signature\":\"" + SIGNATURE + "\"}");
        client.call("wallet.status", "{}");
        assertEquals(List.of(), client.heard(message -> message.path("id").asLong() == id));
        chain.answer.complete("0x77");

        JsonNode result = client.answer(id).path("result");
        assertEquals("final", result.path("state").asText());
        assertEquals("0x77", result.path("transactionHash").asText());
        assertEquals(List.of("deposit " + KEY.address() + " ETK 1000000001 99 65"), chain.asked);
    }

    @Test
    void asksTheBankUnderAReferenceThatIsTheAccountsOwn() {
        client.call("ramp.on", "{\"amount\":\"5.5\",\"reference\":\"first\"}");
        client.call("ramp.on", "{\"amount\":\"5.5\"}");
        client.call("ramp.on", "{\"amount\":\"5.5\"}");

        assertEquals("ramp " + KEY.address() + " 5500000 " + KEY.address() + ":first", chain.asked.get(0));
        assertNotEquals(chain.asked.get(1), chain.asked.get(2));
    }

    @Test
    void relaysTheApprovalOfAnAgentAndARedemption() {
        Address agent = SigningKey.generate().address();
        JsonNode approved = client.call("agent.approve", "{\"agent\":\"" + agent + "\",\"expiry\":77,\"signature\":\""
                + SIGNATURE + "\"}");
        JsonNode redeemed = client.call("ramp.off", "{\"amount\":\"1.5\",\"reference\":\"rent\",\"deadline\":99,"
                + "\"signature\":\"" + SIGNATURE + "\"}");

        assertEquals("0xabc", approved.path("result").path("transactionHash").asText());
        assertEquals("final", redeemed.path("result").path("state").asText());
        assertEquals(List.of("agent " + KEY.address() + " " + agent + " 77 77 65",
                "off " + KEY.address() + " 1500000 " + KEY.address() + ":rent 99 65"), chain.asked);
    }

    @Test
    void saysWhyTheChainRefused() {
        chain.answer = CompletableFuture.failedFuture(Errors.CHAIN_REFUSED.because("permit expired"));
        JsonNode error = client.call("ramp.on", "{\"amount\":\"1\"}").path("error");

        assertEquals("CHAIN_REFUSED", error.path("name").asText());
        assertEquals("permit expired", error.path("msg").asText());
    }

    @Test
    void namesAChainThatDoesNotAnswerAndKeepsItsReasonsInside() {
        chain.answer = CompletableFuture.failedFuture(new IllegalStateException("node at 10.0.0.1 is down"));
        JsonNode answer = client.call("ramp.on", "{\"amount\":\"1\"}");

        assertEquals("CHAIN_ERROR", answer.path("error").path("name").asText());
        assertEquals(-1, answer.toString().indexOf("10.0.0.1"));
    }

    @Test
    void saysThatTheChainHasNotAnsweredInTimeAndLetsItGoOn() throws Exception {
        CompletableFuture<String> late = new CompletableFuture<>();
        chain.answer = late;
        try (GatewayServer other = onePending(1); TestClient hasty = new TestClient(other.port())) {
            hasty.logOn(KEY, DOMAIN);
            assertEquals("TIMEOUT",
                    hasty.call("ramp.on", "{\"amount\":\"1\"}").path("error").path("name").asText());
            assertEquals(false, late.isDone());
            assertEquals(200, hasty.call("wallet.status", "{}").path("status").asInt(), "none is pending any more");
        }
    }

    @Test
    void countsNoRequestAsWaitingThatTheChainRefusesAtOnce() throws Exception {
        chain.refusal = Errors.BUSY.because("too much waits for the chain");
        try (GatewayServer other = onePending(60_000); TestClient refused = new TestClient(other.port())) {
            refused.logOn(KEY, DOMAIN);
            for (int times = 0; times < 2; times++) {
                assertEquals("BUSY",
                        refused.call("ramp.on", "{\"amount\":\"1\"}").path("error").path("name").asText());
            }
            assertEquals(200, refused.call("wallet.status", "{}").path("status").asInt(), "none is pending");
        }
    }

    /** Lets a connection have one request without an answer. */
    private GatewayServer onePending(long chainTimeoutMs) throws Exception {
        SessionLimits limits = new SessionLimits(100, 100, 1, 10, chainTimeoutMs, new Rate(20, 200));
        GatewayServer other = new GatewayServer(
                GatewayConfig.demo("127.0.0.1", 0).withLimits(limits, FeedLimits.defaults()));
        other.addWallets(chain);
        other.start(new ScriptedEngine(other.listener()), DOMAIN);
        return other;
    }

    @Test
    void tellsOwnersWhatFlowsInTheirHomesAsFarAsTheDeviceSays() {
        client.call("subscribe", "{\"channel\":\"meters\"}");
        server.meters().onReading(KEY.address(), "home-1", 0, 0, "accepted", 5,
                new HomePower(1_275_800L, null, -152_200L, 38_600L, 800L));

        assertEquals("{\"solar\":\"1275.800\",\"battery\":\"-152.200\",\"export\":\"38.600\",\"import\":\"0.800\"}",
                client.await("meters", 1).get(0).path("power").toString());
    }

    @Test
    void tellsOwnersWhatTheirMetersReport() {
        client.call("subscribe", "{\"channel\":\"meters\"}");
        server.meters().onReading(Address.ZERO, "another's", 1, 1, "accepted", 5, null);
        server.meters().onReading(KEY.address(), "home-1", 10_500_000_000L, 1, "accepted", 5, null);

        JsonNode reading = client.await("meters", 1).get(0);
        assertEquals("home-1", reading.path("meterId").asText());
        assertEquals("10.500000000", reading.path("export").asText());
        server.meters().onSettled(Address.ZERO, "another's", 1, 1, 6);
        server.meters().onSettled(KEY.address(), "home-1", 10_000_000_000L, 7, 6);
        assertEquals("{\"channel\":\"meters\",\"type\":\"settled\",\"meterId\":\"home-1\","
                + "\"minted\":\"10.000000000\",\"burned\":\"0.000000007\",\"ts\":6}",
                client.await("meters", 2).get(1).toString());
        server.meters().onHealth(KEY.address(), "home-1", "missing", 6);
        server.meters().onPrepaid(KEY.address(), "home-1",
                new MeterFeed.Prepaid("shed", -1, 2, 3, 2, 4, false, 60_006));
        assertEquals("{\"channel\":\"meters\",\"type\":\"health\",\"meterId\":\"home-1\",\"health\":\"missing\","
                + "\"heardTs\":6}", client.await("meters", 3).get(2).toString());
        assertEquals("{\"channel\":\"meters\",\"type\":\"prepaid\",\"meterId\":\"home-1\",\"stage\":\"shed\","
                + "\"credit\":\"-0.000000001\",\"reserved\":\"0.000000002\",\"warnBelow\":\"0.000000003\","
                + "\"shedBelow\":\"0.000000002\",\"onFrom\":\"0.000000004\",\"critical\":false,\"offTs\":60006}",
                client.await("meters", 4).get(3).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "MISSING_FIELD | ramp.on        | {}",
            "MISSING_FIELD | ramp.off       | {\"amount\":\"1\"}",
            "INVALID_VALUE | ramp.off       | {\"amount\":\"1\",\"reference\":\"\"}",
            "BAD_ADDRESS   | agent.approve  | {\"agent\":\"0x12\"}",
            "MISSING_FIELD | agent.revoke   | {}",
            "BAD_QUANTITY  | ramp.on        | {\"amount\":\"0\"}",
            "BAD_QUANTITY  | ramp.on        | {\"amount\":\"-1\"}",
            "BAD_DECIMAL   | ramp.on        | {\"amount\":\"0.0000001\"}",
            "WRONG_TYPE    | ramp.on        | {\"amount\":1}",
            "VALUE_TOO_LARGE | ramp.on      | {\"amount\":\"99999999999999999999\"}",
            "INVALID_VALUE | ramp.on        | {\"amount\":\"1\",\"reference\":\"\"}",
            "UNKNOWN_FIELD | wallet.status  | {\"address\":\"x\"}",
            "INVALID_VALUE | wallet.deposit | {\"asset\":\"BTC\"}",
            "MISSING_FIELD | wallet.deposit | {\"asset\":\"ETK\",\"amount\":\"1\",\"deadline\":5}",
            "BAD_SIGNATURE | wallet.deposit | {\"asset\":\"ETK\",\"amount\":\"1\",\"deadline\":5,\"signature\":\"0x\"}"})
    void namesWhatIsWrongAndAsksTheChainNothing(String error, String method, String params) {
        assertEquals(error, client.call(method, params).path("error").path("name").asText());
        assertEquals(List.of(), chain.asked);
    }
}
