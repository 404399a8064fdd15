package io.enerlink.benchmarks;

import io.enerlink.benchmarks.settlement.SettlementBenchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "settlement", mixinStandardHelpOptions = true, description = "Gas, latency and throughput of settlement on an anvil of its own.")
final class SettlementCommand extends BenchCommand implements Callable<Integer> {
    @Option(names = "--seconds", paramLabel = "N", description = "of sustained load in 30M-gas blocks; 600, or 15 when quick. A tenth of it in 500M-gas blocks")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        int sustained = seconds > 0 ? seconds : quick ? 15 : 600;
        SettlementBenchmark benchmark = new SettlementBenchmark(sustained, System.out);
        benchmark.run();
        return finish(benchmark.report(), true);
    }
}
