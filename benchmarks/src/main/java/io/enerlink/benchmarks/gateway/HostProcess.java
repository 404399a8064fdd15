package io.enerlink.benchmarks.gateway;

import io.enerlink.benchmarks.report.Forks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The measured process, as the load sees it. It ends when this is closed, or with the load's own process. */
final class HostProcess implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-XX:+UseG1GC", "-Xms1g", "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED");
    private static final long PATIENCE_SEC = 30;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;
    private final int port;
    private final int echoPort;

    /** @param args of {@link GatewayHost} */
    HostProcess(String... args) throws IOException {
        process = Forks.start(System.getProperty("java.class.path"), FLAGS, GatewayHost.class.getName(), args);
        answers = process.inputReader();
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

    private String answer(String beginning) throws IOException {
        StringBuilder printed = new StringBuilder();
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(beginning) && (!beginning.isEmpty() || isAnswer(line))) return line;
            printed.append(line).append('\n');
        }
        throw new IllegalStateException("the measured process has ended: " + printed);
    }

    /** What the virtual machine or a library says is not for us. */
    private static boolean isAnswer(String line) {
        return Character.isDigit(line.charAt(0)) || line.startsWith("decode ");
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
