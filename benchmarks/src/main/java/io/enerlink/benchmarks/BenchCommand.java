package io.enerlink.benchmarks;

import io.enerlink.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every benchmark can be told. */
abstract class BenchCommand {
    @Option(names = "--quick", description = "a look in under a minute instead of a measurement")
    boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "where the rows are written as JSON")
    private Path json;

    @Option(names = "--forks", paramLabel = "N", description = "virtual machines for each subject; 5, or 1 when quick")
    private int forks;

    final int forks() {
        return forks > 0 ? forks : quick ? 1 : 5;
    }

    /** @return the exit code: 0 when all gates hold */
    final int finish(Report report, boolean gatesHold) throws IOException {
        report.print(System.out);
        if (json != null) report.writeJson(json);
        if (!gatesHold) System.err.println("bench: the engine allocates in steady state");
        return gatesHold ? 0 : 1;
    }
}
