package io.enerlink.benchmarks;

import io.enerlink.benchmarks.durable.DurableBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "durable", mixinStandardHelpOptions = true, description = "What durability costs, beside a raw probe of the same disk.")
final class DurableCommand extends BenchCommand implements Callable<Integer> {
    @Option(names = "--folder", paramLabel = "DIR", description = "on the disk that is measured; the system's temporary folder")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws IOException {
        DurableBenchmark benchmark = new DurableBenchmark(quick, forks(), folder, System.out);
        boolean gatesHold = benchmark.run();
        return finish(benchmark.report(), gatesHold);
    }
}
