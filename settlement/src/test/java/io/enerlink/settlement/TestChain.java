package io.enerlink.settlement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import io.enerlink.settlement.chain.ChainUnavailableException;
import io.enerlink.settlement.chain.Web3jChain;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real anvil for every test, or as a static field for a class, on a free port, with a state file; it can be killed and
 * started again. Use as a field:
 * {@code @RegisterExtension final TestChain chain = new TestChain();}
 */
public final class TestChain implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;

    private final List<String> options;
    private boolean isShared;
    private Path directory;
    private int port;
    private Process anvil;
    private Web3jChain chain;

    /** Mines four times a second. */
    public TestChain() { this("--block-time", "0.25", "--state-interval", "1"); }

    /** Mines at once what it is sent, too: for tests of what a chain does, and not of when. */
    public static TestChain prompt() {
        return new TestChain("--block-time", "0.25", "--mixed-mining", "--state-interval", "1");
    }

    /** @param options for anvil, beside those for free gas, port and state file */
    public TestChain(String... options) {
        this.options = List.of(options);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        isShared = true;
        begin();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!isShared) begin();
    }

    private void begin() throws IOException {
        directory = Files.createTempDirectory("anvil");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start();
    }

    public String url() { return "http://127.0.0.1:" + port; }

    public Web3jChain get() { return chain; }

    public Path stateFile() { return directory.resolve("state.json"); }

    /** Starts anvil on the port it had, with the state file there is. */
    public void start(String... more) {
        for (int attempt = 1; !starts(more); ++attempt)
            if (attempt == ATTEMPTS) throw new IllegalStateException("anvil ended with " + anvil.exitValue());
    }

    /** @return false when it ended at once: somebody had the port */
    private boolean starts(String... more) {
        List<String> command = new ArrayList<>(List.of(binary().toString(), "--port", Integer.toString(port), "--order",
                "fifo", "--gas-price", "0", "--block-base-fee-per-gas", "0", "--state", stateFile().toString()));
        command.addAll(options);
        command.addAll(List.of(more));
        try {
            anvil = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("anvil.log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        chain = new Web3jChain(url());
        Await.until("anvil answers", START_TIMEOUT, () -> !anvil.isAlive() || isUp());
        return anvil.isAlive();
    }

    private boolean isUp() {
        try {
            return chain.head() != null;
        } catch (ChainUnavailableException e) {
            return false;
        }
    }

    /** As {@code kill -9} does: whatever is not in the state file is lost. */
    public void kill() {
        anvil.destroyForcibly();
        try {
            anvil.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        chain.close();
    }

    /** As a node that is shut down in order: its state is in the file. */
    public void stop() {
        anvil.destroy();
        try {
            if (!anvil.waitFor(20, TimeUnit.SECONDS)) throw new IllegalStateException("anvil does not stop");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        chain.close();
    }

    private static Path binary() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path binary = at.resolve("contracts/node_modules/@foundry-rs/anvil-" + platform() + "/bin/anvil");
            if (Files.isExecutable(binary)) return binary;
        }
        throw new IllegalStateException("no anvil: run npm ci in contracts/");
    }

    private static String platform() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        return system + "-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!isShared) end();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        end();
    }

    private void end() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
