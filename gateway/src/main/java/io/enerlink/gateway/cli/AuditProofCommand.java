package io.enerlink.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.audit.ReadingProof;
import io.enerlink.settlement.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves that a reading was settled. */
@Command(name = "proof", mixinStandardHelpOptions = true, description = "Prints a proof, as JSON, that a reading is among those that a report to the chain settled; beside a running exchange or without one. It proves what was stored of the meter when it was settled, not that the meter is honest.")
final class AuditProofCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @Option(names = "--reading", paramLabel = "ID", required = true, description = "the reading's id")
    private long readingId;

    @Option(names = "--out", paramLabel = "FILE", description = "writes it there instead")
    private Path out;

    @Override
    public Integer call() throws Exception {
        try (Started started = new Started()) {
            Database database = desk.openOrStart(started);
            String proof = ReadingProof.of(database, readingId).json();
            if (out == null) Console.system().line(proof);
            else
                Files.writeString(out, proof + System.lineSeparator());
            return 0;
        } catch (IllegalArgumentException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }
}
