package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.ManagedBot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BotMethodsTest {
    private final SigningKey owner = SigningKey.generate();

    /** A bot that only notes whether it rests. */
    private static final class IdleBot implements ManagedBot {
        private final String name;
        private final Address address;
        private volatile boolean paused;

        IdleBot(String name, Address address) {
            this.name = name;
            this.address = address;
        }

        @Override
        public String name() { return name; }

        @Override
        public Address address() { return address; }

        @Override
        public void write(JsonWriter json) {
            json.field("paused", paused);
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void ruleOnesOwnBotsAndShowEverybodysInTheDemo(String environment) throws Exception {
        boolean demo = environment.equals("demo");
        IdleBot own = new IdleBot("mine", owner.address());
        IdleBot other = new IdleBot("theirs", Address.ZERO);
        try (GatewayServer server = new GatewayServer(
                GatewayConfig.demo("127.0.0.1", 0).withEnvironment(environment))) {
            server.addBot(own);
            server.addBot(other);
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            try (TestClient client = new TestClient(server.port())) {
                client.logOn(owner, TestExchange.DOMAIN);
                JsonNode status = client.call("bot.status", "{}").path("result").path("bots");
                assertEquals(demo ? 2 : 1, status.size());
                assertFalse(status.path(0).path("paused").asBoolean());
                client.call("bot.pause", "{}");
                assertTrue(own.paused);
                assertFalse(other.paused);
                for (String method : new String[]{"bot.pause", "bot.resume"})
                    assertEquals(demo ? "NOT_OWNER" : "UNKNOWN_BOT",
                            client.call(method, "{\"name\":\"theirs\"}").path("error").path("name").asText());
                assertFalse(other.paused);
                JsonNode resumed = client.call("bot.resume", "{\"name\":\"mine\"}").path("result").path("bots");
                assertEquals(1, resumed.size());
                assertFalse(own.paused);
                assertEquals("UNKNOWN_BOT",
                        client.call("bot.pause", "{\"name\":\"nobody\"}").path("error").path("name").asText());
            }
            try (TestClient stranger = new TestClient(server.port())) {
                assertEquals("NOT_LOGGED_ON",
                        stranger.call("bot.pause", "{}").path("error").path("name").asText());
                stranger.logOn(SigningKey.generate(), TestExchange.DOMAIN);
                assertEquals("UNKNOWN_BOT", stranger.call("bot.pause", "{}").path("error").path("name").asText());
                assertFalse(own.paused);
            }
        }
    }
}
