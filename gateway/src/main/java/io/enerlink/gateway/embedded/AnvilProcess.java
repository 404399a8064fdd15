package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The development chain: one anvil on a loopback port, a block a second, free gas, its state written each second and at
 * its end. What a crash loses of that, the outbox replays; an anvil that ends by itself is started again.
 */
public final class AnvilProcess implements AutoCloseable {
    public static final long CHAIN_ID = 31_337;
    public static final int BLOCK_TIME_SEC = 1;
    /** What a crash may lose, and the outbox replays: the file grows by 2 kB a block, and is written whole each time. */
    private static final int STATE_INTERVAL_SEC = 2;
    private static final int MAX_RESTARTS = 10;
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int ATTEMPTS = 3;
    /** Of past blocks, that may still be asked for where nothing is written; each is a copy of all that the chain holds. */
    private static final int STATES_IN_MEMORY = 16;
    private static final Logger LOG = LoggerFactory.getLogger(AnvilProcess.class);

    private final Path binary;
    private final AnvilState state;
    private final int port;
    private final boolean forgets;
    private final Consumer<RuntimeException> onLost;
    private ChildProcess process;
    private int restarts;
    private boolean closing;

    private AnvilProcess(Path binary, AnvilState state, int port, boolean forgets,
            Consumer<RuntimeException> onLost) {
        this.binary = binary;
        this.state = state;
        this.port = port;
        this.forgets = forgets;
        this.onLost = onLost;
    }

    /**
     * Starts the chain where it stopped, after ending one that a killed JVM left behind.
     *
     * @param contracts the project's {@code contracts} folder, whose node_modules hold the binary
     * @param folder    where state and log are kept
     * @param port      loopback port, 0 for any
     * @param onLost    told when it ended and could not be started again
     * @throws StartFailedException when it does not answer in time; nothing is left running
     */
    public static AnvilProcess start(Path contracts, Path folder, int port, Consumer<RuntimeException> onLost) {
        return start(contracts, folder, port, false, onLost);
    }

    /** As above, on any port, a chain that is gone when it ends: its state is not written, which costs more each second. */
    public static AnvilProcess startForgetful(Path contracts, Path folder, Consumer<RuntimeException> onLost) {
        return start(contracts, folder, 0, true, onLost);
    }

    private static AnvilProcess start(Path contracts, Path folder, int port, boolean forgets,
            Consumer<RuntimeException> onLost) {
        AnvilState state = new AnvilState(folder);
        Survivors.stop("anvil", state.file(), Signal.TERM);
        state.prepare();
        Path binary = AnvilBinary.locate(contracts, state.log());
        StartFailedException failure = null;
        for (int attempt = 0; attempt < (port == 0 ? ATTEMPTS : 1); attempt++) {
            int chosen = Ports.choose(port, "anvil", "--chain-port");
            AnvilProcess anvil = new AnvilProcess(binary, state, chosen, forgets, onLost);
            try {
                anvil.start();
                return anvil;
            } catch (StartFailedException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private synchronized void start() {
        process = ChildProcess.start("anvil", command(), state.log());
        try {
            awaitReady();
        } catch (StartFailedException e) {
            process.stop(Signal.TERM, STOP_LIMIT);
            throw e;
        }
        process.onEnd(this::ended);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--quiet", "--block-time",
                Integer.toString(BLOCK_TIME_SEC), "--order", "fifo", "--gas-price", "0", "--block-base-fee-per-gas",
                "0", "--host", "127.0.0.1", "--port", Integer.toString(port), "--chain-id",
                Long.toString(CHAIN_ID)));
        command.addAll(forgets
                ? List.of("--prune-history", Integer.toString(STATES_IN_MEMORY))
                : List.of("--state", state.file().toString(), "--state-interval",
                        Integer.toString(STATE_INTERVAL_SEC)));
        if (!state.exists()) command.addAll(List.of("--timestamp", Long.toString(state.genesisSec())));
        return command;
    }

    private synchronized void ended() {
        if (closing) return;
        LOG.warn("anvil ended by itself: {}", process.lastWords());
        try {
            if (++restarts > MAX_RESTARTS)
                throw new StartFailedException("anvil ended " + MAX_RESTARTS + " times: " + process.lastWords());
            state.prepare();
            start();
            LOG.info("anvil runs again, pid {}", process.pid());
        } catch (StartFailedException e) {
            onLost.accept(e);
        }
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

    public synchronized long pid() { return process.pid(); }

    public synchronized boolean isAlive() { return process.isAlive(); }

    /** Ends it and awaits that its state is written. */
    @Override
    public synchronized void close() {
        closing = true;
        if (!process.stop(Signal.TERM, STOP_LIMIT)) LOG.warn("anvil did not end in time and was killed");
    }
}
