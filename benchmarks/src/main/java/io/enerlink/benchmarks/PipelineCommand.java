package io.enerlink.benchmarks;

import io.enerlink.benchmarks.pipeline.Exchange;
import io.enerlink.benchmarks.pipeline.PipelineBenchmark;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "pipeline", mixinStandardHelpOptions = true, description = "The whole pipeline, from submit to event, against exchange-core's.")
final class PipelineCommand extends BenchCommand implements Callable<Integer> {
    @Option(names = "--waits", split = ",", description = "how threads wait for work: ${COMPLETION-CANDIDATES}; all, or YIELDING when quick")
    private List<Exchange.Waits> waits;

    @Override
    public Integer call() throws IOException {
        List<Exchange.Waits> chosen = waits != null ? waits
                : quick ? List.of(Exchange.Waits.YIELDING) : List.of(Exchange.Waits.values());
        PipelineBenchmark benchmark = new PipelineBenchmark(quick, chosen, forks(), System.out);
        benchmark.run();
        return finish(benchmark.report(), true);
    }
}
