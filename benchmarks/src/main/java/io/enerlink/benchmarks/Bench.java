package io.enerlink.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code bench} command. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", subcommands = {
        BookCommand.class,
        PipelineCommand.class,
        DurableCommand.class,
        SettlementCommand.class,
        GatewayCommand.class,
        MeteringCommand.class,
        JmhCommand.class}, description = "Measures the exchange against others, in the same run.")
public final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("bench: "
                    + (failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage()));
            return 1;
        }).execute(args));
    }
}
