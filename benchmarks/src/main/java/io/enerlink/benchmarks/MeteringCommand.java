package io.enerlink.benchmarks;

import io.enerlink.benchmarks.metering.MeteringBenchmark;
import io.enerlink.benchmarks.metering.Scale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "metering", mixinStandardHelpOptions = true, description = "From broker to committed row, many meters at their usual pace, their settlement, and a year of history.")
final class MeteringCommand extends BenchCommand implements Callable<Integer> {
    @Option(names = "--meters", paramLabel = "N", description = "that report and are settled; 10000, or 1000 when quick")
    private int meters;

    @Option(names = "--seconds", paramLabel = "N", description = "for which they report; 300, or 5 when quick")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Scale usual = quick ? Scale.QUICK : Scale.WHOLE;
        MeteringBenchmark benchmark = new MeteringBenchmark(
                usual.with(meters > 0 ? meters : usual.meters(), seconds > 0 ? seconds : usual.seconds()), System.out);
        benchmark.run();
        return finish(benchmark.report(), true);
    }
}
