package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The development chain: one anvil on a loopback port, a block a second, free gas, its state written each second and at
 * its end. What a crash loses of that, the outbox replays.
 */
public final class AnvilProcess implements AutoCloseable {
    public static final long CHAIN_ID = 31_337;
    public static final int BLOCK_TIME_SEC = 1;
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int ATTEMPTS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(AnvilProcess.class);

    private final ChildProcess process;
    private final int port;

    private AnvilProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the chain where it stopped, after ending one that a killed JVM left behind.
     *
     * @param contracts the project's {@code contracts} folder, whose node_modules hold the binary
     * @param folder    where state and log are kept
     * @param port      loopback port, 0 for any
     * @throws StartFailedException when it does not answer in time; nothing is left running
     */
    public static AnvilProcess start(Path contracts, Path folder, int port) {
        Path state = state(folder);
        Path log = state.resolveSibling("anvil.log");
        try {
            Files.createDirectories(state.getParent());
            Survivors.stop("anvil", state, Signal.TERM);
            putAsideIfDamaged(state);
        } catch (IOException e) {
            throw new StartFailedException("anvil: " + folder + " cannot be used: " + e.getMessage(), e);
        }
        Path binary = AnvilBinary.locate(contracts, log);
        long genesisSec = Files.exists(state) ? 0 : genesisSec(folder);
        StartFailedException failure = null;
        for (int attempt = 0; attempt < (port == 0 ? ATTEMPTS : 1); attempt++) {
            int chosen = Ports.choose(port, "anvil", "--chain-port");
            AnvilProcess anvil = new AnvilProcess(
                    ChildProcess.start("anvil", command(binary, state, chosen, genesisSec), log),
                    chosen);
            try {
                anvil.awaitReady();
                return anvil;
            } catch (StartFailedException e) {
                anvil.process.stop(Signal.TERM, STOP_LIMIT);
                failure = e;
            }
        }
        throw failure;
    }

    /** A chain that begins anew, its state lost, begins when the first one did: its past is replayed onto it. */
    private static long genesisSec(Path folder) {
        Path file = folder.resolve("genesis");
        try {
            if (!Files.exists(file)) Files.writeString(file, Long.toString(System.currentTimeMillis() / 1000));
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            throw new StartFailedException("anvil: " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<String> command(Path binary, Path state, int port, long genesisSec) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--quiet", "--block-time",
                Integer.toString(BLOCK_TIME_SEC), "--gas-price",
                "0", "--block-base-fee-per-gas", "0", "--state", state.toString(), "--state-interval", "1", "--host",
                "127.0.0.1", "--port", Integer.toString(port), "--chain-id", Long.toString(CHAIN_ID)));
        if (genesisSec > 0) command.addAll(List.of("--timestamp", Long.toString(genesisSec)));
        return command;
    }

    /** Where the chain's state lies; no other process has this path among its arguments. */
    static Path state(Path folder) {
        return folder.toAbsolutePath().normalize().resolve("state.json");
    }

    /** A kill in the middle of writing leaves half a state, with which anvil refuses to start; the outbox has it all. */
    private static void putAsideIfDamaged(Path state) throws IOException {
        if (!Files.exists(state)) return;
        try (JsonParser parser = new JsonFactory().createParser(state.toFile())) {
            if (parser.nextToken() != null) {
                parser.skipChildren();
                return;
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            LOG.debug("the chain's state is damaged", e);
        }
        Path aside = state.resolveSibling("state.damaged-" + System.currentTimeMillis() + ".json");
        Files.move(state, aside);
        LOG.warn("the chain's state was cut off in the middle of a write; kept as {}, the chain is replayed", aside);
    }

    private void awaitReady() {
        long deadlineNs = System.nanoTime() + START_LIMIT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(rpcUrl())).timeout(Duration.ofSeconds(5))
                    .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}"))
                    .build();
            while (!answers(client, request)) {
                if (process.endsWithin(LOOK_EVERY))
                    throw new StartFailedException("anvil ended: " + process.lastWords());
                if (System.nanoTime() - deadlineNs > 0)
                    throw new StartFailedException("anvil did not answer within " + START_LIMIT.toSeconds() + " s");
            }
        }
        if (!process.isAlive()) throw new StartFailedException("anvil ended: " + process.lastWords());
    }

    private static boolean answers(HttpClient client, HttpRequest request) {
        try {
            String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return answer.contains("\"0x" + Long.toHexString(CHAIN_ID) + "\"");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("anvil: interrupted while it started", e);
        }
    }

    public String rpcUrl() { return "http://127.0.0.1:" + port; }

    public int port() { return port; }

    public long pid() { return process.pid(); }

    public boolean isAlive() { return process.isAlive(); }

    /** Ends it and awaits that its state is written. */
    @Override
    public void close() {
        if (!process.stop(Signal.TERM, STOP_LIMIT)) LOG.warn("anvil did not end in time and was killed");
    }
}
