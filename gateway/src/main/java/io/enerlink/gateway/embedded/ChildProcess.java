package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A native program run beside the JVM, in a session of its own so that Ctrl-C in the terminal reaches only the JVM,
 * which then stops its parts in order. It outlives a killed JVM; the next start finds it by the path that is among its
 * arguments and belongs to this data folder alone.
 */
final class ChildProcess {
    private static final long MAX_LOG_BYTES = 10_000_000;
    private static final int LOG_TAIL_BYTES = 2_000;

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program, its output appended to a log file.
     *
     * @throws StartFailedException when there is no such program or it may not be executed
     */
    static ChildProcess start(String name, List<String> command, Path log) {
        List<String> inOwnSession = new ArrayList<>(OwnSession.prefix());
        inOwnSession.addAll(command);
        try {
            if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) Files.delete(log);
            Process process = new ProcessBuilder(inOwnSession).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            process.getOutputStream().close();
            return new ChildProcess(name, process, log);
        } catch (IOException e) {
            throw new StartFailedException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    long pid() { return process.pid(); }

    boolean isAlive() { return process.isAlive(); }

    boolean succeeded() { return !process.isAlive() && process.exitValue() == 0; }

    /** Tells once, on a thread of its own, that it has ended. */
    void onEnd(Runnable listener) {
        process.onExit().thenRunAsync(listener, task -> Thread.ofPlatform().daemon().name(name + " watch").start(task));
    }

    /** Waits at most this long for the program to end by itself: the pause between two looks at whether it is ready. */
    boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException(name + ": interrupted while it started", e);
        }
    }

    /** The last thing it said, in one line: why it ended. */
    String lastWords() {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = Math.max(0, all.length - LOG_TAIL_BYTES);
            String tail = new String(all, from, all.length - from, StandardCharsets.UTF_8);
            List<String> lines = tail.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            List<String> telling = lines.stream().filter(line -> line.matches("(?i).*(error|fatal|panic).*")).toList();
            if (!telling.isEmpty()) return telling.getLast();
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e.getMessage();
        }
    }

    /** Asks it to end by the signal and awaits that; kills it past the time. @return whether it ended by itself */
    boolean stop(Signal signal, Duration within) {
        return stop(process.toHandle(), signal, within);
    }

    static boolean stop(ProcessHandle process, Signal signal, Duration within) {
        CompletableFuture<ProcessHandle> ended = process.onExit();
        signal.sendTo(process);
        try {
            ended.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // past its time: killed below
        }
        process.destroyForcibly();
        return false;
    }
}
