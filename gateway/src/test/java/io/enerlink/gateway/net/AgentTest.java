package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Wallets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bot signs with a key of its own. */
class AgentTest {
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path folder;

    private final SigningKey owner = SigningKey.generate();
    private final SigningKey agent = SigningKey.generate();
    private TestExchange exchange;

    /** Nobody asks this chain anything. */
    private static final class SilentChain implements Wallets {
        @Override
        public Contracts contracts() {
            return new Contracts(Address.ZERO, Address.ZERO, Address.ZERO);
        }

        @Override
        public CompletableFuture<State> state(Address address) { return new CompletableFuture<>(); }

        @Override
        public CompletableFuture<String> deposit(Address account, Asset asset, long amount, long deadlineSec,
                byte[] signature) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
                byte[] signature) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
                byte[] signature) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<String> rampOn(Address account, long amount, String reference) {
            return new CompletableFuture<>();
        }
    }

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0), new SilentChain());
        exchange.deposit(owner.address(), Asset.IDRS, 1_000_000_000_000L);
        exchange.agent(owner.address(), agent.address(), System.currentTimeMillis() + HOUR_MS);
    }

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void logsOnAndTradesForItsAccount() {
        try (TestClient bot = new TestClient(exchange.port())) {
            JsonNode logon = bot.logOn(owner.address(), agent, TestExchange.DOMAIN);
            assertEquals(owner.address().toString(), logon.path("result").path("address").asText());
            JsonNode placed = bot.call("order.place", order(1));
            assertEquals("open", placed.path("result").path("state").asText(), placed.toString());
        }
    }

    @Test
    void isUnknownToAnAccountThatNeverNamedIt() {
        try (TestClient stranger = new TestClient(exchange.port())) {
            JsonNode refused = stranger.logOn(owner.address(), SigningKey.generate(), TestExchange.DOMAIN);
            assertEquals("SIGNER_MISMATCH", refused.path("error").path("name").asText());
        }
    }

    @Test
    void losesItsSessionAndItsOrdersWhenItIsRevoked() {
        try (TestClient bot = new TestClient(exchange.port()); TestClient wallet = exchange.client(owner)) {
            bot.logOn(owner.address(), agent, TestExchange.DOMAIN);
            bot.call("order.place", order(1));
            JsonNode revoked = wallet.call("agent.revoke", "{\"agent\":\"" + agent.address() + "\"}");

            assertEquals(agent.address().toString(), revoked.path("result").path("agent").asText());
            assertTrue(revoked.path("result").path("expiry").asLong() <= System.currentTimeMillis());
            assertEquals(Outbound.REVOKED, bot.closeCode());
            assertEquals(0, wallet.call("orders.open", "{}").path("result").path("orders").size());
            assertEquals("UNKNOWN_SIGNER", wallet.call("order.place", order(2)).path("error").path("name").asText());
        }
        try (TestClient again = new TestClient(exchange.port())) {
            assertEquals("SIGNER_MISMATCH", again.logOn(owner.address(), agent, TestExchange.DOMAIN).path("error")
                    .path("name").asText());
        }
    }

    @Test
    void staysRevokedOverARestart() throws Exception {
        try (TestClient wallet = exchange.client(owner)) {
            wallet.call("agent.revoke", "{\"agent\":\"" + agent.address() + "\"}");
        }
        exchange.close();
        exchange = new TestExchange(folder, GatewayConfig.demo("127.0.0.1", 0), new SilentChain());
        try (TestClient wallet = exchange.client(owner)) {
            assertEquals("UNKNOWN_SIGNER", wallet.call("order.place", order(1)).path("error").path("name").asText());
        }
    }

    @Test
    void revokesNobodyButItself() {
        SigningKey other = SigningKey.generate();
        exchange.agent(owner.address(), other.address(), System.currentTimeMillis() + HOUR_MS);
        try (TestClient bot = new TestClient(exchange.port())) {
            bot.logOn(owner.address(), agent, TestExchange.DOMAIN);
            assertEquals("NOT_OWNER", bot.call("agent.revoke", "{\"agent\":\"" + other.address() + "\"}").path("error")
                    .path("name").asText());
        }
        try (TestClient wallet = exchange.client(owner)) {
            JsonNode unknown = wallet.call("agent.revoke", "{\"agent\":\"" + owner.address() + "\"}");
            assertEquals("UNKNOWN_SIGNER", unknown.path("error").path("name").asText());
        }
    }

    private String order(long nonce) {
        return TestExchange.order(owner.address(), agent, Side.BID, "1350.00", "1", nonce, 0, 0,
                ",\"signer\":\"" + agent.address() + "\"");
    }
}
