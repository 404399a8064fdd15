package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.settlement.metering.DeviceModel;
import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Policy;
import io.enerlink.settlement.metering.Refusal;
import io.enerlink.settlement.metering.Submissions;
import io.enerlink.settlement.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed readings over HTTP, into a real database. */
class MeterRoutesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @Test
    void everyRefusalHasAPublicName() {
        for (Refusal refusal : Refusal.values()) {
            if (refusal == Refusal.DUPLICATE || refusal == Refusal.UNKNOWN_TOPIC) continue; // never of a submission
            assertEquals(refusal.name(), Errors.of(refusal).name());
        }
    }

    @Test
    void aReadingIsAnsweredOnceItIsStoredAndARepeatWithTheSameId(@TempDir Path folder) throws Exception {
        try (PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"), 0, cause -> {});
                Database database = Database.open(postgres.jdbcUrl());
                GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
                MeterRoutes routes = new MeterRoutes(new Submissions(database))) {
            routes.addTo(server.routes());
            port = server.start(new ScriptedEngine(server.listener()), Domain.ofMarket(31337, Address.ZERO));
            KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = key.getPublic().getEncoded();
            Meter meter = new Meter("home", "0x00000000000000000000000000000000000000a1", 5_000, Policy.PER_READING,
                    DeviceModel.REFERENCE, ZoneId.of("UTC"), 1);
            String secret = new Enrolment(database, "tester").enroll(meter, "Ana",
                    Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            long nowMs = System.currentTimeMillis();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(("enerlink-reading/1 " + meter.meterId() + " 10.5 " + nowMs)
                    .getBytes(StandardCharsets.UTF_8));
            String reading = "{\"kwh_amount\":10.5,\"reading_timestamp\":" + nowMs + ",\"meter_signature\":\""
                    + HexFormat.of().formatHex(signature.sign()) + "\"}";
            HttpResponse<String> first = post("Bearer " + secret, reading);
            assertEquals(201, first.statusCode(), first.body());
            assertEquals(1L, (long) database.jdbi().withHandle(
                    handle -> handle.createQuery("SELECT count(*) FROM reading").mapTo(Long.class).one()));
            HttpResponse<String> again = post("Bearer " + secret, reading);
            assertEquals(200, again.statusCode());
            assertEquals(first.body(), again.body());
            assertRefused(401, "UNAUTHORIZED", post("Bearer nobody", reading));
            assertRefused(401, "UNAUTHORIZED", post(null, reading));
            assertRefused(401, "BAD_SIGNATURE", post("Bearer " + secret, reading.replace("10.5", "99")));
            assertRefused(400, "MALFORMED_JSON", post("Bearer " + secret, "{"));
            assertRefused(400, "OUT_OF_RANGE", post("Bearer " + secret, reading.replace("10.5", "100.1")));
        }
    }

    private static void assertRefused(int status, String name, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(name), answer.body());
    }

    private HttpResponse<String> post(String authorization, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + port + "/api/meters/submit-reading"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (authorization != null) request.header("Authorization", authorization);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
