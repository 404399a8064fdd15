package io.enerlink.gateway.cli;

import java.io.PrintWriter;
import io.enerlink.gateway.embedded.StartFailedException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code enerlink} command. Exit codes: 0 done, 1 failed or the audit found differences, 2 wrong usage. */
@Command(name = "enerlink", mixinStandardHelpOptions = true, version = "enerlink 0.1.0", description = "Peer-to-peer energy exchange: metered energy becomes ETK, ETK trades for IDRS, trades settle on a chain.", subcommands = {
        DemoCommand.class, ExchangeCommand.class, ServerCommand.class, MeterCommand.class, BotCommand.class,
        AuditCommand.class, JournalCommand.class, WalletCommand.class, MatchCommand.class, ConfigCommand.class})
public final class Enerlink {
    private static final int FAILED = 1;

    private Enerlink() {}

    /** Runs a subcommand and ends the JVM with its exit code: libraries leave threads behind that would keep it. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Enerlink()).setExecutionExceptionHandler(Enerlink::failed)
                .setUsageHelpAutoWidth(true).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof StartFailedException) {
            err.println("enerlink: " + failure.getMessage());
            LoggerFactory.getLogger(Enerlink.class).info("start failed", failure);
        } else {
            String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            String log = System.getProperty(DataFolder.LOG_FILE);
            err.println("enerlink: " + message + (log == null ? "" : " (more in " + log + ")"));
            LoggerFactory.getLogger(Enerlink.class).error("the command failed", failure);
        }
        err.flush();
        return FAILED;
    }
}
