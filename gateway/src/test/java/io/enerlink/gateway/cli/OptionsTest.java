package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class OptionsTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "60s,60000", "5m,300000", "2h,7200000"})
    void readsDurationsAsPeopleWriteThem(String text, long milliseconds) {
        assertEquals(Duration.ofMillis(milliseconds), new DurationOption().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "0s", "-5s", "1.5m", "5 m", "1d", "99999999999s"})
    void refusesWhatIsNoDuration(String text) {
        assertThrows(TypeConversionException.class, () -> new DurationOption().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"1444.70,144470", "1699.53,169953", "1,100", "0.01,1"})
    void readsPricesExactly(String rupiah, long ticks) {
        assertEquals(ticks, Rupiah.ticks(rupiah));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.005", "1e30", "Rp 5", "NaN"})
    void refusesWhatIsNoPrice(String text) {
        assertThrows(TypeConversionException.class, () -> Rupiah.ticks(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo --duration soon", "demo --port many", "exchange --colour red", "dance",
            "bot --kind oracle --key k"})
    void answersWrongUsageWithCodeTwoAndOneReason(String line) {
        StringWriter err = new StringWriter();
        CommandLine command = Enerlink.command().setErr(new PrintWriter(err));
        assertEquals(2, command.execute(line.split(" ")));
        assertTrue(err.toString().lines().findFirst().orElseThrow().length() > 10, err.toString());
    }

    @Test
    void explainsEverySubcommand() {
        for (String name : Enerlink.command().getSubcommands().keySet()) {
            String usage = Enerlink.command().getSubcommands().get(name).getUsageMessage();
            assertTrue(usage.contains("--help"), name);
        }
        assertEquals(
                Set.of("demo", "exchange", "server", "meter", "bot", "audit", "journal", "match", "wallet", "config"),
                Enerlink.command().getSubcommands().keySet());
    }
}
