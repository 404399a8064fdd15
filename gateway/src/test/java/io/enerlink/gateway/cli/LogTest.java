package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The log as the commands write it. */
@Isolated("takes the console of all")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogTest {
    @TempDir
    Path folder;

    @Test
    void isALineOfTextThatEndsWithTheIds() throws Exception {
        String line = logged(null);
        assertTrue(line.endsWith("answered connection=\"7\" order=\"16777216\""), line);
    }

    @Test
    void isAJsonObjectALineWhereThatIsWanted() throws Exception {
        JsonNode line = new ObjectMapper().readTree(logged("json"));
        assertEquals("WARN", line.path("level").asText());
        assertEquals("answered", line.path("formattedMessage").asText());
        assertEquals("[{\"connection\":\"7\"},{\"order\":\"16777216\"}]", line.path("kvpList").toString());
        assertTrue(line.path("timestamp").asLong() > 0, line.toString());
    }

    @Test
    void errorsAreOnTheConsoleWhenItEnds() throws Throwable {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        onConsole(console, () -> {
            LoggerContext context = context(null);
            for (int i = 0; i < 100; i++) context.getLogger("io.enerlink.test").error("error {}", i);
            context.getLogger("io.enerlink.test").warn("no error");
            context.stop();
        });
        List<String> lines = console.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(IntStream.range(0, 100).mapToObj(i -> "ERROR error " + i).toList(), lines);
    }

    @Test
    void aConsoleThatNobodyReadsLosesLinesAndHoldsUpNobody() throws Throwable {
        int errors = 5_000;
        CountDownLatch read = new CountDownLatch(1);
        ByteArrayOutputStream console = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    read.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                super.write(bytes, offset, length);
            }
        };
        onConsole(console, () -> {
            LoggerContext context = context(null);
            for (int i = 0; i < errors; i++) context.getLogger("io.enerlink.test").error("error {}", i);
            read.countDown();
            context.stop();
        });
        assertEquals(errors, Files.readAllLines(file()).size());
        long shown = console.toString(StandardCharsets.UTF_8).lines().count();
        assertTrue(shown > 0 && shown < errors, "shown " + shown);
    }

    private static void onConsole(OutputStream console, Executable action) throws Throwable {
        PrintStream before = System.err;
        System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
        try {
            action.execute();
        } finally {
            System.setErr(before);
        }
    }

    private String logged(String format) throws Exception {
        LoggerContext context = context(format);
        context.getLogger("io.enerlink.test").atWarn().addKeyValue("connection", 7).addKeyValue("order", 16_777_216L)
                .log("answered");
        context.stop();
        return Files.readString(file()).strip();
    }

    private Path file() {
        return folder.resolve("enerlink.log");
    }

    private LoggerContext context(String format) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("enerlink.log.file", file().toString());
        if (format != null) context.putProperty("enerlink.log.format", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(getClass().getResource("/logback.xml"));
        return context;
    }
}
