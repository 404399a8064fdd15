package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From file to file. */
class MatchCommandTest {
    private static final String ORDERS = """
            {"op":"place","id":"1","account":"A","side":"ask","price":"1350.25","quantity":"0.5"}
            {"op":"place","id":"2","account":"B","side":"bid","type":"market","price":"1400","quantity":"0.75"}
            {"op":"book"}
            """;

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int run(Path input, Path output, String... arguments) throws IOException {
        try (InputStream in = Files.newInputStream(input); OutputStream out = Files.newOutputStream(output)) {
            return new CommandLine(new MatchCommand(in, out)).setErr(new PrintWriter(err)).execute(arguments);
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void replaysAFileOfOrders() throws IOException {
        Path output = folder.resolve("events");
        assertEquals(0, run(file("orders", ORDERS), output, "--tick", "0.01", "--lot", "0.001"));
        assertEquals("""
                {"event":"accepted","id":"1"}
                {"event":"accepted","id":"2"}
                {"event":"trade","taker":"2","maker":"1","price":"1350.25","quantity":"0.5"}
                {"event":"canceled","id":"2","remaining":"0.25","reason":"IMMEDIATE_OR_CANCEL"}
                {"event":"book","bids":[],"asks":[]}
                """, Files.readString(output));
    }

    @Test
    void answersWithCodeOneWhereStrictMetABadLine() throws IOException {
        Path input = file("orders", "nonsense\n" + ORDERS);
        assertEquals(1, run(input, folder.resolve("events"), "--strict"));
        assertEquals(1, Files.readAllLines(folder.resolve("events")).size());
        assertEquals(0, run(input, folder.resolve("events"), "--tick", "0.01", "--lot", "0.001"));
    }

    @Test
    void takesFundsFromAFile() throws IOException {
        Path funds = file("funds", "{\"account\":\"A\",\"etk\":\"1\",\"idrs\":\"0\"}\n");
        Path output = folder.resolve("events");
        assertEquals(0, run(file("orders", ORDERS), output, "--tick", "0.01", "--lot", "0.001", "--funds",
                funds.toString()));
        assertTrue(Files.readString(output).contains("{\"event\":\"rejected\",\"id\":\"2\",\"reason\":"
                + "\"INSUFFICIENT_BALANCE\"}"), Files.readString(output));
    }

    @Test
    void refusesFundsAndSizesThatAreNone() throws IOException {
        Path orders = file("orders", ORDERS);
        Path output = folder.resolve("events");
        assertEquals(1, run(orders, output, "--funds", folder.resolve("nowhere").toString()));
        assertEquals(1,
                run(orders, output, "--funds", file("funds", "{\"account\":\"A\",\"etk\":\"-1\",\"idrs\":\"0\"}")
                        .toString()));
        assertTrue(err.toString().contains("line 1"), err.toString());
        assertEquals(2, run(orders, output, "--tick", "0"));
        assertEquals(2, run(orders, output, "--lot", "1e3"));
        assertEquals(0, Files.size(output));
    }

    @Test
    void answersAsSoonAsItHasReadALine() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] line = "{\"op\":\"book\"}\n".getBytes(StandardCharsets.UTF_8);
        InputStream input = new ByteArrayInputStream(line) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) {
                if (available() == 0) assertTrue(output.size() > 0, "waits for more before it has answered");
                return super.read(bytes, from, length);
            }
        };
        assertEquals(0, new CommandLine(new MatchCommand(input, output)).execute());
    }
}
