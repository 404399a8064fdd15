package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator sees of the settings without starting anything. */
class ConfigCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int config(String command, String settings) throws IOException {
        Path file = Files.writeString(folder.resolve("exchange.conf"), settings);
        CommandLine enerlink = Enerlink.command().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return enerlink.execute("config", command, "--config", file.toString());
    }

    @Test
    void whatCanBeUsedIsSaidToBeSo() throws IOException {
        assertEquals(0, config("check", "listen.port = 9000"));
        assertEquals("the settings can be used", out.toString().strip());
    }

    @Test
    void whatIsUnknownIsNamedWithItsLineAndTheNearestKnown() throws IOException {
        assertEquals(1, config("check", "environment = test\nlisten.prot = 9000"));
        assertTrue(err.toString().startsWith("enerlink: settings: "), err::toString);
        assertTrue(err.toString().contains(": 2: unknown setting listen.prot; did you mean listen.port?"),
                err::toString);
    }

    @Test
    void whatNobodyCouldListenOrConnectToIsRefused() throws IOException {
        assertEquals(1, config("check", "broker.address = nowhere"));
        assertEquals(1, config("check", "listen.operators = [\"0x12\"]"));
        assertTrue(err.toString().contains("settings: "), err::toString);
    }

    @Test
    void allIsShownButPasswords() throws IOException {
        assertEquals(0, config("print", "database.url = \"jdbc:postgresql://db/x?user=u&password=hunter2\""));
        assertTrue(out.toString().contains("limits.request-burst = 1000"), out::toString);
        assertTrue(out.toString().contains("password=*****"), out::toString);
        assertFalse(out.toString().contains("hunter2"), out::toString);
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        CommandLine enerlink = Enerlink.command().setErr(new PrintWriter(err));
        assertEquals(1, enerlink.execute("config", "check", "--config", folder.resolve("none.conf").toString()));
        assertTrue(err.toString().contains("there is no file"), err::toString);
    }
}
