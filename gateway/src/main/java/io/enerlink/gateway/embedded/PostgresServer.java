package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL on a loopback port, kept in a folder, with {@code fsync} and {@code synchronous_commit} on: readings and the
 * outbox have their only truth here.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "enerlink";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int ATTEMPTS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

    private final ChildProcess process;
    private final int port;
    private final String password;

    private volatile boolean closing;

    private PostgresServer(ChildProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the server on its folder, after ending one that a killed JVM left behind.
     *
     * @param folder where the data, the log and the password are kept
     * @param port   loopback port, 0 for any
     * @param onLost told when it ended by itself
     * @throws StartFailedException when it does not answer in time; nothing is left running
     */
    public static PostgresServer start(Path folder, int port, Consumer<RuntimeException> onLost) {
        if (port != 0) Ports.choose(port, "PostgreSQL", "--database-port");
        Path home = folder.toAbsolutePath().normalize();
        Path data = data(folder);
        Path log = home.resolve("postgres.log");
        Path bin = PostgresBinaries.unpacked().resolve("bin");
        String password;
        try {
            Files.createDirectories(home);
            password = Secrets.readOrCreate(home.resolve("password"));
            Survivors.stop("PostgreSQL", data, Signal.INT);
            if (!Files.exists(data)) initialise(bin, home, data, log);
        } catch (IOException e) {
            throw new StartFailedException("PostgreSQL: " + folder + " cannot be used: " + e.getMessage(), e);
        }
        StartFailedException failure = null;
        for (int attempt = 0; attempt < (port == 0 ? ATTEMPTS : 1); attempt++) {
            int chosen = Ports.choose(port, "PostgreSQL", "--database-port");
            PostgresServer server = new PostgresServer(
                    ChildProcess.start("PostgreSQL", command(bin, data, chosen), log), chosen, password);
            try {
                server.awaitReady();
                server.process.onEnd(() -> server.ended(onLost));
                return server;
            } catch (StartFailedException e) {
                server.process.stop(Signal.INT, STOP_LIMIT);
                failure = e;
            }
        }
        throw failure;
    }

    /** Made beside its place and moved there when whole. */
    private static void initialise(Path bin, Path home, Path data, Path log) throws IOException {
        Path half = Files.createTempDirectory(home, "initialising-");
        List<String> command = new ArrayList<>(NotRoot.prefix(half));
        command.addAll(List.of(bin.resolve("initdb").toString(), "-D", half.toString(), "-U", USER, "-E", "UTF8",
                "--locale=C", "-A", "scram-sha-256", "--pwfile", home.resolve("password").toString()));
        ChildProcess initdb = ChildProcess.start("PostgreSQL", command, log);
        if (!initdb.endsWithin(START_LIMIT)) {
            initdb.stop(Signal.TERM, STOP_LIMIT);
            throw new StartFailedException("PostgreSQL: initdb did not end in time; look into " + log);
        }
        if (!Files.exists(half.resolve("PG_VERSION")) || !initdb.succeeded())
            throw new StartFailedException("PostgreSQL: initdb failed: " + initdb.lastWords());
        Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> command(Path bin, Path data, int port) {
        List<String> command = new ArrayList<>(NotRoot.prefix(data));
        command.addAll(
                List.of(bin.resolve("postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        for (String setting : List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on",
                "synchronous_commit=on", "full_page_writes=on", "max_connections=32", "shared_buffers=64MB",
                "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off"))
            command.addAll(List.of("-c", setting));
        return command;
    }

    /** Where the data lie; no other process has this path among its arguments. */
    static Path data(Path folder) {
        return folder.toAbsolutePath().normalize().resolve("data");
    }

    private void awaitReady() {
        long deadlineNs = System.nanoTime() + START_LIMIT.toNanos();
        SQLException last = null;
        while (true) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl())) {
                if (connection.isValid(5)) return;
            } catch (SQLException e) {
                last = e;
            }
            if (process.endsWithin(LOOK_EVERY))
                throw new StartFailedException("PostgreSQL ended: " + process.lastWords());
            if (System.nanoTime() - deadlineNs > 0)
                throw new StartFailedException("PostgreSQL did not answer within "
                        + START_LIMIT.toSeconds() + " s: " + (last == null ? "not valid" : last.getMessage()));
        }
    }

    private void ended(Consumer<RuntimeException> onLost) {
        if (!closing) onLost.accept(new IllegalStateException("PostgreSQL ended by itself: " + process.lastWords()));
    }

    /** With user and password in it: for the program, not for people to see. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER + "&password=" + password;
    }

    public int port() { return port; }

    public long pid() { return process.pid(); }

    public boolean isAlive() { return process.isAlive(); }

    /** Disconnects whoever is left, writes all to disk, and ends. */
    @Override
    public void close() {
        closing = true;
        if (!process.stop(Signal.INT, STOP_LIMIT)) LOG.warn("PostgreSQL did not end in time and was killed");
    }
}
