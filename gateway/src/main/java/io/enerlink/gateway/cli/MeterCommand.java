package io.enerlink.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "meter")
final class MeterCommand implements Callable<Integer> {
    public Integer call() { return 0; }
}
