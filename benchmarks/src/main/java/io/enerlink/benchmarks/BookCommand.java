package io.enerlink.benchmarks;

import io.enerlink.benchmarks.book.BookBenchmark;
import io.enerlink.benchmarks.flow.Workload;
import io.enerlink.benchmarks.report.Forks;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "book", mixinStandardHelpOptions = true, description = "The matching engine against other books, message by message.")
final class BookCommand extends BenchCommand implements Callable<Integer> {
    private static final List<String> QUICK = List.of("mix-1k", "flash-crash");

    @Option(names = "--workload", paramLabel = "NAME", split = ",", description = "only these: mix-1k, mix-100k, mix-1m, static-deep, normal, swing-25, swing-40, flash-crash, one-sided")
    private List<String> names;

    @Option(names = "--parallel", description = "under the parallel collector instead of G1")
    private boolean parallel;

    @Override
    public Integer call() throws IOException {
        List<Workload> workloads = names != null ? names.stream().map(Workload::of).toList()
                : quick ? QUICK.stream().map(Workload::of).toList() : Arrays.asList(Workload.ALL);
        String collector = parallel ? Forks.PARALLEL : Forks.G1;
        BookBenchmark benchmark = new BookBenchmark(
                quick ? new BookBenchmark.Plan(workloads, 0.1, forks(), 6, 3, collector)
                        : new BookBenchmark.Plan(workloads, 0.5, forks(), 3, 2, collector),
                System.out);
        return finish(benchmark.report(), benchmark.run());
    }
}
