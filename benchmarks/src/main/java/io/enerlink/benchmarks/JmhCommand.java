package io.enerlink.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(name = "jmh", description = "Single operations under JMH; takes JMH's own options, -h lists them.")
final class JmhCommand implements Callable<Integer> {
    private static final List<String> QUICK = List.of("-wi", "2", "-w", "500ms", "-i", "3", "-r", "500ms");

    @Option(names = "--quick", description = "a look in under a minute instead of a measurement")
    private boolean quick;

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (quick) options.addAll(QUICK);
        Main.main(options.toArray(String[]::new));
        return 0;
    }
}
