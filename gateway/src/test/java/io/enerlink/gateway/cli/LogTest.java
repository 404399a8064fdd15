package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as the commands write it. */
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

    private String logged(String format) throws Exception {
        Path file = folder.resolve("enerlink.log");
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("enerlink.log.file", file.toString());
        if (format != null) context.putProperty("enerlink.log.format", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(getClass().getResource("/logback.xml"));
        context.getLogger("io.enerlink.test").atWarn().addKeyValue("connection", 7).addKeyValue("order", 16_777_216L)
                .log("answered");
        context.stop();
        return Files.readString(file).strip();
    }
}
