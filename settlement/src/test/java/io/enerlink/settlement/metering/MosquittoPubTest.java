package io.enerlink.settlement.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestBroker;
import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The reference device's sample, sent by somebody else's program. */
class MosquittoPubTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestBroker broker = new TestBroker();

    @Test
    void readsTheSamplePayloadThatMosquittoPubSends() throws Exception {
        boolean isInstalled = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "mosquitto_pub")));
        assumeTrue(isInstalled,
                "SKIPPED: mosquitto_pub is not on the PATH (Debian: apt-get install mosquitto-clients)");
        DATABASE.get().jdbi().useTransaction(handle -> MeterTable.insert(handle,
                Meter.periodic("home", "0x00000000000000000000000000000000000000a1", 10_000), MeterState.UNHEARD));
        List<Reading> heard = new CopyOnWriteArrayList<>();
        try (MeterIngest ingest = new MeterIngest(new MessageStore(DATABASE.get()),
                MeteringConfig.of(broker.host(), broker.port()))) {
            ingest.addListener(result -> result.readings().forEach(stored -> heard.add(stored.reading())));
            ingest.start();
            ingest.awaitListening(Duration.ofSeconds(30));
            long sentMs = System.currentTimeMillis();
            publish(Samples.SENSORS);
            Await.until("the sample is stored", () -> heard.size() == 1);
            Reading sample = heard.getFirst();
            assertEquals(ReadingStatus.BASELINE, sample.status());
            assertEquals(new Energy(1_959_955, 4_000), sample.registers());
            assertEquals(33_857_692, sample.timestampMs());
            assertTrue(sample.estimated(), "an uptime is no time of day");
            assertTrue(Math.abs(sample.sampleMs() - sentMs) < 60_000, sample::toString);
            assertEquals(38, sample.exportPowerMw(), "38.6 is mW, not W: 4.126 V times 9.51 mA");
            publish(Samples.SENSORS.replace("33857692", "33862692").replace("1.959955", "1.960955"));
            Await.until("the next one is stored", () -> heard.size() == 2);
            assertEquals(ReadingStatus.ACCEPTED, heard.get(1).status());
            assertEquals(new Energy(1_000, 0), heard.get(1).credited());
        }
        assertEquals(2L,
                count("""
                        SELECT count(*) FROM (SELECT convert_from(raw, 'UTF8')::jsonb AS said FROM reading_detail) d
                        WHERE said->'solar'->>'power' = '1275.8' AND said->'battery'->>'current' = '-36.49'
                            AND said->'load'->>'total_energy_wh' = '10.1163'"""));
    }

    private void publish(String payload) throws Exception {
        Process process = new ProcessBuilder("mosquitto_pub", "-h", broker.host(), "-p", String.valueOf(broker.port()),
                "-q",
                "1", "-t", "home/energy-monitor/sensors", "-s").redirectErrorStream(true).start();
        try (var input = process.getOutputStream()) {
            input.write(payload.getBytes(UTF_8));
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "mosquitto_pub does not end");
        assertEquals(0, process.exitValue(), () -> new String(read(process), UTF_8));
    }

    private static byte[] read(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
