package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.settlement.metering.DeviceModel;
import io.enerlink.settlement.metering.EnergyHistory;
import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Policy;
import io.enerlink.settlement.metering.Submissions;
import io.enerlink.settlement.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How two refusals of a submitted reading come about that no other test brings about. */
class MeterRefusalsTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
    private static final String OWNER = SigningKey.generate().address().toString();

    @TempDir
    static Path folder;

    private static PostgresServer postgres;
    private static Database database;
    private static GatewayServer server;

    @BeforeAll
    static void start() throws Exception {
        postgres = PostgresServer.start(folder.resolve("postgres"), 0, cause -> {});
        database = Database.open(postgres.jdbcUrl());
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
        server.addMeters(new MeterRoutes(new Submissions(database), new EnergyHistory(database)));
        server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
        postgres.close();
    }

    @Test
    void wrongWay_aMeterThatSpeaksOverMqttIsNotHeardHere() throws Exception {
        SignedMeter signed = SignedMeter.of(OWNER, ZONE, database);
        String secret = new Enrolment(database, "tester").enroll(
                new Meter("elsewhere", OWNER, 5_000, Policy.PERIODIC, DeviceModel.REFERENCE, ZONE, 1), "Ana", null);
        assertRefused(409, "WRONG_WAY", post(secret, signed.reading("1.5", System.currentTimeMillis())));
        assertRefused(409, "WRONG_WAY", post(secret, signed.reading("1.5", System.currentTimeMillis())));
    }

    /** The registers may say more than is signed; PostgreSQL's numbers have at most 131,072 digits before the point. */
    @Test
    void unstorable_whatTheDatabaseCannotHoldIsRefusedAndTheNextReadingTaken() throws Exception {
        SignedMeter meter = SignedMeter.of("registers", OWNER, ZONE, database);
        long nowMs = System.currentTimeMillis();
        assertRefused(400, "UNSTORABLE",
                post(meter.secret(), meter.reading("1.5", nowMs, 1, 1500, ",\"note\":1e200000")));
        HttpResponse<String> next = post(meter.secret(), meter.reading("1.5", nowMs, 1, 1500, ""));
        assertEquals(201, next.statusCode(), next.body());
        assertEquals(1L, (long) database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM refused_message WHERE refusal = 'UNSTORABLE'").mapTo(Long.class)
                .one()));
    }

    private static void assertRefused(int status, String name, HttpResponse<String> answer) throws Exception {
        JsonNode body = new ObjectMapper().readTree(answer.body());
        assertEquals(name, body.path("error").path("name").asText(), answer.body());
        assertEquals(status, answer.statusCode());
    }

    private static HttpResponse<String> post(String secret, String body) throws Exception {
        return TestClient.HTTP.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/meters/submit-reading"))
                .header("Authorization", "Bearer " + secret).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
