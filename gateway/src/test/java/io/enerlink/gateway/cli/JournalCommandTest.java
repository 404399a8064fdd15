package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JournalCommandTest {
    @TempDir
    private Path data;
    private EnginePipeline engine;

    @BeforeEach
    void start() {
        engine = EnginePipeline.start(PipelineConfig.defaults(data.resolve("journal")).withTickIntervalMs(0));
        HeapBuffer buffer = new HeapBuffer(256);
        AddInstrumentEncoder add = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        add.correlationId(1L << 62).lotWh(1).tickSize(1).minNotional(1).instrumentId(1).maxOpenOrders(7)
                .makerFeeBps(65_000).takerFeeBps(20).symbol("ETK-IDRS");
        submit(buffer, AddInstrumentEncoder.BLOCK_LENGTH);
        for (int i = 1; i <= 3; i++) {
            byte[] address = new byte[20];
            address[19] = (byte) i;
            OpenAccountEncoder open = new OpenAccountEncoder().wrapAndApplyHeader(buffer, 0,
                    new MessageHeaderEncoder());
            open.correlationId(i).putAddress(address, 0, address.length);
            submit(buffer, OpenAccountEncoder.BLOCK_LENGTH);
        }
        engine.snapshot();
    }

    /** Each durable before the next comes, so that the next says so: what is damaged is not taken for torn. */
    private void submit(HeapBuffer buffer, int blockLength) {
        engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + blockLength);
        engine.state();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** @return the exit code, then what was printed */
    private List<String> run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandLine command = new CommandLine(new JournalCommand(out));
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString())).toArray(String[]::new);
        int code = command.execute(all);
        return Stream.concat(Stream.of(Integer.toString(code)), out.toString(StandardCharsets.UTF_8).lines()).toList();
    }

    @Test
    void verifiesBesideARunningExchangeAndNamesTheFirstProblem() throws Exception {
        List<String> good = run("verify");
        assertEquals("0", good.get(0));
        assertTrue(good.get(1).startsWith("journal-0000000000000000001.log  commands 1 to 4, "), good.get(1));
        assertTrue(good.get(2).matches("snapshot-0{18}4\\.snap  commands 1 to 4, state [0-9a-f]+, sound"), good.get(2));
        engine.close();
        flip("journal-0000000000000000001.log", 100);
        flip("snapshot-0000000000000000004.snap", 70);
        List<String> bad = run("verify");
        assertEquals("1", bad.get(0));
        assertTrue(bad.get(1).startsWith("PROBLEM journal-0000000000000000001.log at offset 64: command 1 was durable"
                + " and is damaged"), bad.get(1));
        assertTrue(bad.get(2).startsWith("PROBLEM snapshot-0000000000000000004.snap at offset "), bad.get(2));
        flip("journal-0000000000000000001.log", 100);
        flip("snapshot-0000000000000000004.snap", 70);
    }

    private void flip(String file, long at) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(data.resolve("journal").resolve(file).toFile(), "rw")) {
            bytes.seek(at);
            int value = bytes.read();
            bytes.seek(at);
            bytes.write(value ^ 1);
        }
    }

    @Test
    void dumpsEveryFieldByItsName() throws Exception {
        List<String> lines = run("dump");
        assertEquals(5, lines.size(), lines.toString());
        JsonNode add = new ObjectMapper().readTree(lines.get(1));
        assertEquals("AddInstrument", add.path("command").asText());
        assertEquals(1, add.path("sequence").asLong());
        assertEquals(1L << 62, add.path("correlationId").asLong());
        assertEquals("ETK-IDRS", add.path("symbol").asText());
        assertEquals(65_000, add.path("makerFeeBps").asInt());
        assertEquals(7, add.path("maxOpenOrders").asInt());
        JsonNode open = new ObjectMapper().readTree(run("dump", "--from", "3", "--to", "3").get(1));
        assertEquals("0x" + "00".repeat(19) + "02", open.path("address").asText());
        assertFalse(open.has("bytes"));
    }

    @Test
    void countsCommandsByKind() {
        List<String> lines = run("stat");
        assertEquals("0", lines.get(0));
        assertTrue(lines.get(1).startsWith("segments   1, 0 of them archived, "), lines.get(1));
        assertTrue(lines.get(2).startsWith("commands   4, from 1 to 4, "), lines.get(2));
        assertTrue(lines.stream().anyMatch(line -> line.matches(" +OpenAccount +3 +75\\.0 % .*")), lines.toString());
    }

    @Test
    void saysSoWhereThereIsNoJournal() throws Exception {
        CommandLine command = new CommandLine(new JournalCommand());
        command.setErr(new java.io.PrintWriter(new java.io.StringWriter()));
        assertEquals(2, command.execute());
        Path none = Files.createDirectory(data.resolve("none"));
        assertEquals(1, command.execute("verify", "--data", none.toString()));
    }
}
