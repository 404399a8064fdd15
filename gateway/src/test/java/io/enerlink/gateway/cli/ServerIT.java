package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import io.enerlink.gateway.embedded.Certificates;
import io.enerlink.gateway.embedded.Project;
import io.enerlink.gateway.embedded.Survivors;
import io.enerlink.settlement.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's way by the command line: a central node, meters registered beside it, tokens from a threshold on, a proof. */
class ServerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long THRESHOLD_UWH = 2_000_000_000L;

    @TempDir
    Path folder;

    private Certificates certificates;
    private long provedReading;

    @AfterEach
    void endWhatAFailureLeft() {
        Survivors.stop(data());
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void mintsWhatRegisteredMetersMeasureAndProvesIt() throws Exception {
        certificates = new Certificates(folder).issue("broker").issue("home").issue("roof");
        DemoProcess server = DemoProcess.server(data(), folder.resolve("server.txt"), "--config", settings(),
                "--energy-period", "1s");
        RuntimeFile running = server.awaitLive();
        try (Database database = Database.open(running.jdbcUrl())) {
            readsTheSampleOfTheDocumentation(database, HostPort.parse(running.mqtt()));
            mintsForAMeterThatMisbehaves(database, running.mqtt(), server);
            provesASettledReading(database, running);
        }
        holdsAWallet();
        showsAndSetsPrepaidTerms();
        audits();
        server.stop();
        server.assertEnds();
        assertFalse(Files.exists(data().resolve("runtime.json")), server::said);
        audits();
        call("audit", "proof", "--reading", String.valueOf(provedReading), "--data", data().toString());
    }

    /** By the sums of its database and chain, beside it and when it is stopped: it has no journal. */
    private void audits() throws Exception {
        String said = call("audit", "--data", data().toString());
        assertTrue(said.contains("audit passed") && said.contains("there is no journal"), said);
    }

    private void holdsAWallet() throws Exception {
        Path passphrase = folder.resolve("passphrase");
        Files.writeString(passphrase, "open sesame");
        String[] create = {"wallet", "create", "--prosumer", "Ben", "--passphrase-file", passphrase.toString(),
                "--data", data().toString()};
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(1, DemoProcess.call(folder.resolve("refused.txt"), create));
        assertTrue(said(folder.resolve("refused.txt")).contains("chmod 600"));
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        String address = call(create).lines().filter(line -> line.startsWith("0x")).findFirst().orElseThrow();
        Path keystore = folder.resolve("keystore.json");
        call("wallet", "export", "--address", address, "--out", keystore.toString(), "--data", data().toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keystore)));
    }

    private void showsAndSetsPrepaidTerms() throws Exception {
        call("meter", "register", "--site", "flat", "--prosumer", "Cem", "--wallet",
                "0x00000000000000000000000000000000000000c3", "--capacity", "5000", "--policy", "prepaid", "--shed",
                "0.25", "--data", data().toString());
        String said = call("meter", "prepaid", "--site", "flat", "--grace", "5m", "--critical", "true", "--data",
                data().toString());
        assertTrue(said.contains("warned below 2, relay off below 0.25, all on from 2.5 kWh; grid off never"), said);
        String list = call("meter", "list", "--data", data().toString());
        assertTrue(list.contains("PREPAID") && list.contains("MISSING, never heard"), list);
    }

    /** What a command said that went well. */
    private String call(String... arguments) throws Exception {
        Path output = Files.createTempFile(folder, "said", ".txt");
        assertEquals(0, DemoProcess.call(output, arguments), () -> said(output));
        return said(output);
    }

    /** Meters come in by TLS, each with the certificate of its site. */
    private String settings() throws Exception {
        Path file = folder.resolve("server.conf");
        Files.writeString(file, "broker.tls { certificate = \"%s\", key = \"%s\", client-authority = \"%s\" }"
                .formatted(certificates.file("broker.pem"), certificates.file("broker.key"),
                        certificates.file("authority.pem")));
        return file.toString();
    }

    private void readsTheSampleOfTheDocumentation(Database database, HostPort broker) throws Exception {
        String secret = register("home", "5000");
        Mqtt3BlockingClient device = MqttClient.builder().useMqttVersion3().identifier("device")
                .serverHost(broker.host()).serverPort(broker.port()).sslConfig(certificates.tls("home").config())
                .buildBlocking();
        device.connectWith().simpleAuth().username("home").password(secret.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth().send();
        device.publishWith().topic("home/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE)
                .payload(sample().getBytes(StandardCharsets.UTF_8)).send();
        device.disconnect();
        Await.until("the sample is stored", LIMIT, () -> number(database, "SELECT count(*) FROM reading") == 1);
        assertEquals(1, number(database, """
                SELECT count(*) FROM reading JOIN reading_detail USING (reading_id, received_at)
                    JOIN meter USING (meter_id)
                WHERE site = 'home' AND meter.policy = 'THRESHOLD' AND units = 'MILLI' AND status = 'BASELINE'
                    AND export_uwh = 1959955 AND import_uwh = 4000 AND timestamp_ms = 33857692 AND estimated
                    AND sampled_at BETWEEN now() - interval '1 hour' AND now()
                    AND convert_from(raw, 'UTF8')::jsonb->'battery'->>'current' = '-36.49'"""));
    }

    private static String sample() throws Exception {
        String documentation = Files.readString(Project.home().resolve("docs/METERING.md"));
        int start = documentation.indexOf("```json") + "```json".length();
        return documentation.substring(start, documentation.indexOf("```", start));
    }

    private void mintsForAMeterThatMisbehaves(Database database, String broker, DemoProcess server) throws Exception {
        String secret = register("roof", "6000000");
        assertEquals(0, DemoProcess.call(folder.resolve("meter.txt"), "meter", "--site", "roof", "--mqtt", broker,
                "--secret", secret, "--authority", certificates.file("authority.pem").toString(), "--certificate",
                certificates.file("roof.pem").toString(), "--key", certificates.file("roof.key").toString(), "--speed",
                "600", "--interval", "100ms", "--start-of-day", "10h", "--duration",
                "8s", "--duplicate", "20", "--shuffle", "20", "--reboot-every", "3s", "--lose-resets"));
        Await.until("tokens are minted", LIMIT, () -> number(database,
                "SELECT minted_uwh FROM meter WHERE site = 'roof'") >= THRESHOLD_UWH);
        assertTrue(number(database, "SELECT messages FROM refusal_count WHERE refusal = 'DUPLICATE'") > 0);
        assertTrue(number(database, "SELECT max(boot) FROM reading") > 1, server::said);
        assertEquals(0, number(database, """
                SELECT (SELECT sum(export_uwh - baseline_export_uwh) FROM meter_epoch)
                    - (SELECT sum(export_delta_uwh) FROM reading)"""));
    }

    private void provesASettledReading(Database database, RuntimeFile running) throws Exception {
        Path proof = folder.resolve("proof.json");
        long reading = number(database, """
                SELECT max(reading_id) FROM reading JOIN settlement_report USING (report_id) WHERE state = 'FINAL'""");
        provedReading = reading;
        call("audit", "proof", "--reading", String.valueOf(reading), "--out", proof.toString(), "--data",
                data().toString());
        assertEquals(0, verify(proof, running));
        Files.writeString(proof, Files.readString(proof).replaceFirst("(\"exportUwh\" : )", "$11"));
        assertNotEquals(0, verify(proof, running));
    }

    private int verify(Path proof, RuntimeFile running) throws Exception {
        return DemoProcess.call(folder.resolve("out.txt"), "audit", "verify-proof", proof.toString(), "--chain-rpc",
                running.chainRpc(), "--converter", running.contracts().converter());
    }

    /** @return its secret */
    private String register(String site, String capacityW) throws Exception {
        Path output = folder.resolve(site + ".txt");
        assertEquals(0, DemoProcess.call(output, "meter", "register", "--site", site, "--prosumer", "Ana", "--wallet",
                "0x00000000000000000000000000000000000000a1", "--capacity", capacityW, "--data", data().toString()),
                () -> said(output));
        return said(output).lines().filter(line -> line.startsWith("secret ")).findFirst().orElseThrow().split(" ")[1];
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (java.io.IOException e) {
            return "nothing can be read: " + e;
        }
    }

    private static long number(Database database, String sql) {
        return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
