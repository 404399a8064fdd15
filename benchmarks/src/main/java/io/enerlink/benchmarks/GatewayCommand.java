package io.enerlink.benchmarks;

import io.enerlink.benchmarks.gateway.GatewayBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "gateway", mixinStandardHelpOptions = true, description = "Signed orders over WebSockets, beside an echo server, verification alone and the disk.")
final class GatewayCommand extends BenchCommand implements Callable<Integer> {
    @Option(names = "--folder", paramLabel = "DIR", description = "for the journal; the system's temporary folder")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws IOException {
        GatewayBenchmark benchmark = new GatewayBenchmark(quick, forks(), folder, System.out);
        benchmark.run();
        return finish(benchmark.report(), true);
    }
}
