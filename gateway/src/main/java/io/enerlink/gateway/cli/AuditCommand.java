package io.enerlink.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import io.enerlink.gateway.embedded.AnvilProcess;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.audit.Audit;
import io.enerlink.settlement.audit.AuditReport;
import io.enerlink.settlement.chain.AnvilRecovery;
import io.enerlink.settlement.store.Database;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recomputes from database, journal and chain what must agree, and compares. */
@Command(name = "audit", mixinStandardHelpOptions = true, description = "Compares database, journal and chain to the last unit, beside a running exchange or without one."
        + " Exit code 0 when all agree, 1 with the differences when not.", subcommands = {AuditProofCommand.class,
                AuditVerifyProofCommand.class})
final class AuditCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "the exchange's data folder (default: ${DEFAULT-VALUE})")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        requireData(folder);
        DataFolder data = DataFolder.lookInto(folder);
        Console console = Console.system();
        return (data.isTaken() ? besideARunningOne(data, console) : alone(console)) ? 0 : 1;
    }

    static void requireData(Path folder) {
        if (!Files.isDirectory(folder.resolve("keys")))
            throw new StartFailedException(
                    "there is no exchange's data in " + folder + "; name its folder with --data");
    }

    private static boolean besideARunningOne(DataFolder data, Console console) throws Exception {
        RuntimeFile running = RuntimeFile.read(data.runtimeFile());
        console.line("auditing the running exchange, process " + running.pid());
        try (Database database = Database.open(running.jdbcUrl())) {
            return audit(database, running.chainRpc(), data, console);
        }
    }

    private boolean alone(Console console) throws Exception {
        try (DataFolder data = DataFolder.take(folder, false);
                AnvilProcess anvil = AnvilProcess.start(ExchangeOptions.home().resolve("contracts"), data.anvil(), 0,
                        AuditCommand::lost);
                PostgresServer postgres = PostgresServer.start(data.postgres(), 0, AuditCommand::lost);
                Database database = Database.open(postgres.jdbcUrl())) {
            console.line("auditing " + data.root() + ", whose exchange is stopped");
            int replayed = AnvilRecovery.recover(database, anvil.rpcUrl(), AnvilProcess.BLOCK_TIME_SEC);
            if (replayed > 0) console.line("the chain had lost " + replayed + " blocks; they are replayed");
            return audit(database, anvil.rpcUrl(), data, console);
        }
    }

    static void lost(RuntimeException cause) {
        LoggerFactory.getLogger(AuditCommand.class).error("a part ended in the middle of the audit", cause);
    }

    /** @return whether all agree */
    static boolean audit(Database database, String chainRpc, DataFolder data, Console console) throws Exception {
        boolean trades = Files.isDirectory(data.journal());
        if (!trades) console.line("there is no journal: nothing was traded, or it is lost and the sums below tell");
        AuditReport report = Audit.run(database, chainRpc, trades ? data.journal() : null);
        console.line(report.table().stripTrailing());
        console.line(report.passed() ? "audit passed: " + report.rows().size() + " comparisons agree"
                : "audit FAILED: database, journal and chain differ");
        console.line(
                "It proves that every token follows from stored readings that were not changed since they were settled,"
                        + " not that a meter is honest, nor that a message came from it unless it signed it.");
        return report.passed();
    }
}
