package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.session.MeterEntry;
import io.enerlink.settlement.metering.OwnerCommands;
import io.enerlink.settlement.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a household tells its own device over the WebSocket, into a real database. */
class MeterCommandTest {
    @Test
    void anOwnersCommandIsAnsweredOnceItIsStoredAndAnybodyElsesIsRefused(@TempDir Path folder) throws Exception {
        try (PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"), 0, cause -> {});
                Database database = Database.open(postgres.jdbcUrl());
                MeterEntry entry = new MeterEntry(new OwnerCommands(database, () -> {}));
                GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            server.addMeterCommands(entry);
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            SigningKey owner = SigningKey.generate();
            String meterId = SignedMeter.of(owner.address().toString(), ZoneId.of("UTC"), database).meter().meterId();
            String off = params(meterId, "{\\\"grid\\\":\\\"off\\\"}");
            try (TestClient client = new TestClient(server.port())) {
                assertEquals("NOT_LOGGED_ON", error(client.call("meter.command", off)));
                client.logOn(owner, TestExchange.DOMAIN);
                JsonNode stored = client.call("meter.command", off).path("result");
                assertEquals("PENDING", stored.path("state").asText());
                assertEquals(List.of(stored.path("commandId").asText()), database.jdbi().withHandle(handle -> handle
                        .createQuery("SELECT correlation FROM device_command WHERE payload = '{\"grid\":\"off\"}'")
                        .mapTo(String.class).list()));
                assertEquals("INVALID_VALUE", error(client.call("meter.command", params(meterId, "{}"))));
                assertEquals("UNKNOWN_METER",
                        error(client.call("meter.command", off.replace(meterId, "0x12"))));
                assertEquals("MISSING_FIELD", error(client.call("meter.command", "{}")));
            }
            try (TestClient other = new TestClient(server.port())) {
                other.logOn(SigningKey.generate(), TestExchange.DOMAIN);
                assertEquals("NOT_OWNER", error(other.call("meter.command", off)));
            }
            assertEquals(1L, (long) database.jdbi().withHandle(
                    handle -> handle.createQuery("SELECT count(*) FROM device_command").mapTo(Long.class).one()));
        }
    }

    private static String params(String meterId, String command) {
        return "{\"meterId\":\"" + meterId + "\",\"command\":\"" + command + "\"}";
    }

    private static String error(JsonNode answer) {
        return answer.path("error").path("name").asText();
    }
}
