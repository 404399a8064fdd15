package io.enerlink.benchmarks.gateway;

import io.enerlink.benchmarks.report.Forks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The measured process, as the load sees it. It ends when this is closed, or with the load's own process. */
final class HostProcess implements AutoCloseable {
    /** The launcher's collector; memory is the process's own from the start, as that of an exchange after a while. */
    private static final List<String> FLAGS = Stream.concat(
            Stream.of("-XX:+UseZGC", "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"), GatewayBenchmark.FLAGS.stream())
            .toList();
    private static final long PATIENCE_SEC = 30;
    private static final int KEPT_LINES = 50;
    private static final String ENDED = "";

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Deque<String> printed = new ConcurrentLinkedDeque<>();
    private final PrintStream questions;
    private final int port;
    private final int echoPort;

    /** @param args of {@link GatewayHost} */
    HostProcess(String... args) throws IOException {
        process = Forks.start(System.getProperty("java.class.path"), FLAGS, GatewayHost.class.getName(), args);
        Thread.ofPlatform().daemon().name("host-output").start(this::listen);
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String[] words = answer("listening").split(" ");
        port = Integer.parseInt(words[1]);
        echoPort = Integer.parseInt(words[2]);
    }

    int port() { return port; }

    int echoPort() { return echoPort; }

    /** The numbers that it answers with. */
    double[] numbers(String question) throws IOException {
        String[] words = ask(question).split(" ");
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) numbers[i] = Double.parseDouble(words[i]);
        return numbers;
    }

    String ask(String question) throws IOException {
        questions.println(question);
        return answer("");
    }

    private String answer(String beginning) {
        try {
            String answer = answers.take();
            if (!answer.equals(ENDED) && answer.startsWith(beginning)) return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("the measured process has ended: " + String.join("\n", printed));
    }

    /** Reads on whatever happens: who waits for a full pipe is not measured any more. */
    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (isAnswer(line)) answers.add(line);
                else
                    keep(line);
            }
        } catch (IOException gone) {
            keep(gone.toString());
        }
        answers.add(ENDED);
    }

    private void keep(String line) {
        printed.add(line);
        if (printed.size() > KEPT_LINES) printed.poll();
    }

    /** What the virtual machine or a library says is not for us. */
    private static boolean isAnswer(String line) {
        return Character.isDigit(line.charAt(0)) || line.startsWith("decode ") || line.startsWith("listening ");
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try {
            if (!process.waitFor(PATIENCE_SEC, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
