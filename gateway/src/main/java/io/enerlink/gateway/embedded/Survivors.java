package io.enerlink.gateway.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Native programs that a killed JVM left running on a data folder. */
public final class Survivors {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(Survivors.class);

    private Survivors() {}

    /** Ends whatever runs on an exchange's data folder. */
    public static void stop(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        stop("anvil", new AnvilState(root.resolve("anvil")).file(), Signal.TERM);
        stop("PostgreSQL", PostgresServer.data(root.resolve("postgres")), Signal.INT);
    }

    /** Ends every process that has this path, which belongs to one part of one data folder, among its arguments. */
    static void stop(String name, Path argument, Signal signal) {
        for (ProcessHandle survivor : running(argument)) {
            boolean clean = ChildProcess.stop(survivor, signal, STOP_LIMIT);
            LOG.info("stopped {} that was left behind, pid {}{}", name, survivor.pid(), clean ? "" : ", by force");
        }
    }

    /** Processes that have this path among their arguments. */
    public static List<ProcessHandle> running(Path argument) {
        String text = argument.toString();
        return ProcessHandle.allProcesses()
                .filter(process -> List.of(process.info().arguments().orElse(new String[0])).contains(text)).toList();
    }
}
