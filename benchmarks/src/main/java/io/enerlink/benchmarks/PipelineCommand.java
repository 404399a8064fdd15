package io.enerlink.benchmarks;

import io.enerlink.benchmarks.pipeline.PipelineBenchmark;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "pipeline", mixinStandardHelpOptions = true, description = "The whole pipeline, from submit to event, against exchange-core's.")
final class PipelineCommand extends BenchCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        PipelineBenchmark benchmark = new PipelineBenchmark(quick, forks(), System.out);
        benchmark.run();
        return finish(benchmark.report(), true);
    }
}
