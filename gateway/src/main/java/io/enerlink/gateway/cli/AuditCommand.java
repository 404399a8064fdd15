package io.enerlink.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "audit")
final class AuditCommand implements Callable<Integer> {
    public Integer call() { return 0; }
}
