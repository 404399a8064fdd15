package io.enerlink.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.enerlink.gateway.embedded.StartFailedException;

/** What came of the demo since its data folder began. The names are those of the file. */
record DemoReport(long readingsAccepted, long etkMintedUwh, long etkBurnedUwh, long carriedUwh, long debtUwh,
        long ordersAccepted, long trades, long batchesFinal, long tradesFinal, boolean auditPassed) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static DemoReport of(EnergyTotals energy, EngineTotals.Snapshot trading, boolean auditPassed) {
        return new DemoReport(energy.readingsAccepted(), energy.mintedUwh(), energy.burnedUwh(), energy.carriedUwh(),
                energy.debtUwh(), trading.ordersAccepted(), trading.trades(), trading.batchesFinal(),
                trading.tradesFinal(), auditPassed);
    }

    /** For people, in one line. */
    String text() {
        return readingsAccepted + " readings, " + StatusLine.kwh(etkMintedUwh) + " ETK minted, "
                + StatusLine.kwh(etkBurnedUwh) + " burned, " + ordersAccepted + " orders, " + trades + " trades, "
                + tradesFinal + " of them final in " + batchesFinal + " batches";
    }

    void write(Path file) {
        try {
            Files.write(file, JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new StartFailedException("cannot write the report " + file + ": " + e.getMessage(), e);
        }
    }
}
