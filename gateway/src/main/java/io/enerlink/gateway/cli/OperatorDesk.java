package io.enerlink.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;

import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.store.Database;
import picocli.CommandLine.Option;

/** Where an operator's commands find the exchange: they write to its database, and the running exchange acts on it. */
final class OperatorDesk {
    @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "the running exchange's data folder (default: ${DEFAULT-VALUE})")
    private Path folder;

    @Option(names = "--database", paramLabel = "URL", description = "its PostgreSQL instead, as a JDBC URL")
    private String databaseUrl;

    @Option(names = "--operator", paramLabel = "NAME", defaultValue = "${sys:user.name}", description = "who decides, for the record (default: ${DEFAULT-VALUE})")
    private String operator;

    String operator() { return operator; }

    /** Whether it is a central node that mints from a threshold on, and trades nothing. */
    boolean isServer() {
        return databaseUrl == null && running().webSocket() == null;
    }

    Database open() {
        return Database.open(databaseUrl == null ? running().jdbcUrl() : databaseUrl);
    }

    /**
     * Does something with the database.
     *
     * @throws StartFailedException saying what of that cannot be
     */
    int ask(ToIntFunction<Database> work) {
        try (Database database = open()) {
            return work.applyAsInt(database);
        } catch (IllegalArgumentException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }

    /** The database of the running exchange; of a stopped one it is started, to be ended with the others. */
    Database openOrStart(Started started) {
        if (databaseUrl != null || DataFolder.lookInto(folder).isTaken()) return started.add("database", open());
        AuditCommand.requireData(folder);
        DataFolder data = started.add("data folder", DataFolder.take(folder, false));
        PostgresServer postgres = started.add("PostgreSQL",
                PostgresServer.start(data.postgres(), 0, AuditCommand::lost));
        return started.add("database", Database.open(postgres.jdbcUrl()));
    }

    private RuntimeFile running() {
        DataFolder data = DataFolder.lookInto(folder);
        if (!Files.exists(data.runtimeFile()))
            throw new StartFailedException("no exchange runs on " + folder + "; name its folder with --data, or its"
                    + " database with --database");
        return RuntimeFile.read(data.runtimeFile());
    }
}
