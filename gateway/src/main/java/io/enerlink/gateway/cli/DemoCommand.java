package io.enerlink.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private ExchangeOptions options;

    public Integer call() { return 0; }
}
