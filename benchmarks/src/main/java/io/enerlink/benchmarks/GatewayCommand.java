package io.enerlink.benchmarks;

import io.enerlink.benchmarks.gateway.GatewayBenchmark;
import io.enerlink.benchmarks.gateway.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "gateway", mixinStandardHelpOptions = true, description = "Signed orders over WebSockets, beside an echo server, verification alone and the disk.")
final class GatewayCommand extends BenchCommand implements Callable<Integer> {
    @Option(names = "--folder", paramLabel = "DIR", description = "for the journal; the system's temporary folder")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--rows", paramLabel = "PART", split = ",", description = "only these of ${COMPLETION-CANDIDATES}")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Override
    public Integer call() throws IOException {
        GatewayBenchmark benchmark = new GatewayBenchmark(quick, forks(), EnumSet.copyOf(parts), folder, System.out);
        benchmark.run();
        return finish(benchmark.report(), true);
    }
}
