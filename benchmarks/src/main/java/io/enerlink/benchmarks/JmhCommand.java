package io.enerlink.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(name = "jmh", description = "Single operations under JMH; takes JMH's own options, -h lists them.")
final class JmhCommand implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Main.main(options.toArray(String[]::new));
        return 0;
    }
}
