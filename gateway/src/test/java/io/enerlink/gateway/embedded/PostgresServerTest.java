package io.enerlink.gateway.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @TempDir
    Path folder;

    private final CompletableFuture<RuntimeException> lost = new CompletableFuture<>();

    @AfterEach
    void nothingIsLeftRunning() {
        assertEquals(List.of(), Survivors.running(PostgresServer.data(folder)));
    }

    @Test
    void keepsCommitsFromOneStartToTheNextAndThroughSurvivingAndDying() throws Exception {
        try (PostgresServer server = start()) {
            execute(server, "CREATE TABLE kept (value int)");
        }
        PostgresServer left = start();
        execute(left, "INSERT INTO kept VALUES (1)");
        PostgresServer killed = start();
        assertFalse(left.isAlive());
        execute(killed, "INSERT INTO kept VALUES (2)");
        ProcessHandle process = ProcessHandle.of(killed.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        assertTrue(lost.get(10, TimeUnit.SECONDS).getMessage().startsWith("PostgreSQL ended by itself"));
        try (PostgresServer server = start()) {
            assertEquals("3", query(server, "SELECT sum(value) FROM kept"));
        }
    }

    @Test
    void losesNoCommitAndLetsOnlyTheHolderOfItsPasswordIn() throws Exception {
        try (PostgresServer server = start()) {
            assertEquals("on", query(server, "SHOW fsync"));
            assertEquals("on", query(server, "SHOW synchronous_commit"));
            assertEquals(PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(folder.resolve("password")));
            String wrong = server.jdbcUrl().replaceAll("password=.*", "password=guess");
            assertThrows(SQLException.class, () -> DriverManager.getConnection(wrong));
        }
    }

    @Test
    void saysWhichPortIsTakenAndHowToChooseAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StartFailedException refused = assertThrows(StartFailedException.class,
                    () -> PostgresServer.start(folder, taken.getLocalPort(), lost::complete));
            assertTrue(refused.getMessage().contains("port " + taken.getLocalPort() + " cannot be used"));
            assertTrue(refused.getMessage().contains("--database-port"));
        }
    }

    @Test
    void saysWhyItEndedWhenItsDataAreDamaged() throws Exception {
        start().close();
        Files.writeString(folder.resolve("data/PG_VERSION"), "7\n");
        StartFailedException refused = assertThrows(StartFailedException.class, this::start);
        assertTrue(refused.getMessage().contains("PostgreSQL ended"), refused.getMessage());
        assertTrue(refused.getMessage().contains("FATAL"), refused.getMessage());
    }

    private PostgresServer start() {
        return PostgresServer.start(folder, 0, lost::complete);
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertTrue(result.next());
            return result.getString(1);
        }
    }
}
