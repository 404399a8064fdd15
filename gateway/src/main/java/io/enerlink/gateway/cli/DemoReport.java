package io.enerlink.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.metering.MeteringTotals;

/** What came of the demo since its data folder began. The names are those of the file. */
record DemoReport(long readingsAccepted, long etkMintedUwh, long etkBurnedUwh, long carriedUwh, long debtUwh,
        long ordersAccepted, long trades, long batchesFinal, long tradesFinal, boolean auditPassed) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static DemoReport of(MeteringTotals energy, EngineTotals.Snapshot trading, boolean auditPassed) {
        return new DemoReport(energy.readingsAccepted(), energy.etkMintedUwh(), energy.etkBurnedUwh(),
                energy.carriedUwh(), energy.debtUwh(), trading.ordersAccepted(), trading.trades(),
                trading.batchesFinal(), trading.tradesFinal(), auditPassed);
    }

    void write(Path file) {
        try {
            Files.write(file, JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new StartFailedException("cannot write the report " + file + ": " + e.getMessage(), e);
        }
    }
}
