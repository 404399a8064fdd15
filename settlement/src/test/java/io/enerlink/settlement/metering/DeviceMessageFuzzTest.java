package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever devices send is taken or refused by name. The first byte of an input chooses the topic; more messages of the
 * same meter follow behind line feeds that stand alone, half a minute apart.
 */
class DeviceMessageFuzzTest {
    private static final long NOW_MS = 1_760_000_000_000L;
    private static final long APART_MS = 30_000;
    private static final Meter METER = Meter.periodic("house", "0x" + "22".repeat(20), 5_000);
    private static final int KINDS = 4;
    private static final String SEPARATOR = "\n\n";
    private static final String OTHER = """
            {"timestamp":1760000000123,"export":{"total_energy_wh":7.5,"power":-1e2},"import":{"total_energy_wh":0.25}}""";

    static Stream<byte[]> messages() {
        String later = Samples.SENSORS.replace("33857692", "33887692").replace("1.959955", "2.01");
        return Stream
                .of("0" + Samples.SENSORS + SEPARATOR + later, "0" + OTHER, "0" + later + SEPARATOR + Samples.SENSORS,
                        "1" + Samples.HEARTBEAT, "2" + Samples.STATUS,
                        "3{\"status\":\"error\",\"message\":\"unknown\"}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("messages")
    @FuzzTest(maxDuration = "30s")
    void noMessageHarmsTheIngest(byte[] input) {
        if (input.length == 0) return;
        byte[] payload = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0] % KINDS) {
            case '0' % KINDS -> sensors(payload);
            case '1' % KINDS -> orRefused(() -> heartbeat(payload));
            case '2' % KINDS -> orRefused(() -> Payload.wholeNumber(Payload.object(payload), "timestamp"));
            default -> DeviceCommands.isRefusal(payload);
        }
    }

    private interface Taking {
        void run() throws RefusedMessageException;
    }

    private static void orRefused(Taking taking) {
        try {
            taking.run();
        } catch (RefusedMessageException named) {
            assertTrue(named.getMessage().startsWith(named.refusal().name()), named.getMessage());
        }
    }

    private static void heartbeat(byte[] payload) throws RefusedMessageException {
        JsonNode said = Payload.object(payload);
        Payload.wholeNumber(said, "uptime");
        Payload.text(said, "status", "alive", "warning", "error");
    }

    private static void sensors(byte[] payloads) {
        // One character a byte, so that what is not UTF-8 comes through.
        String[] messages = new String(payloads, StandardCharsets.ISO_8859_1).split(SEPARATOR);
        Ingest ingest = new Ingest();
        for (String message : messages)
            orRefused(() -> ingest.hear(message.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** As the ingest judges message after message, without the database. */
    private static final class Ingest {
        private final Map<Long, Map<Integer, String>> hashes = new HashMap<>();
        private MeterState state = MeterState.UNHEARD;
        private long receivedMs = NOW_MS;

        void hear(byte[] bytes) throws RefusedMessageException {
            SensorMessage message = SensorMessage.parse(bytes);
            receivedMs += APART_MS;
            assertSaysTheSame(bytes, message);
            MeterState.Verdict verdict = state.judge(message, receivedMs, METER,
                    time -> hashes.getOrDefault(time, Map.of()));
            assertTrue(verdict.after().registers().accepted().atLeast(state.registers().accepted()));
            hashes.computeIfAbsent(message.timestampMs(), time -> new HashMap<>()).put(verdict.place().boot(),
                    message.payloadHash());
            state = verdict.after();
        }

        /** What is told of a stored message is read again as the same message. */
        private static void assertSaysTheSame(byte[] bytes, SensorMessage message) throws RefusedMessageException {
            assertTrue(message.timestampMs() >= 0 && message.registers().exportUwh() >= 0
                    && message.registers().importUwh() >= 0);
            SensorMessage again = SensorMessage.parse(Payload.json(bytes).getBytes(StandardCharsets.UTF_8));
            assertEquals(message.registers(), again.registers());
            assertEquals(message.timestampMs(), again.timestampMs());
            for (Units units : Units.values())
                if (message.exported().power() != null) units.powerMw(message.exported().power());
        }
    }
}
