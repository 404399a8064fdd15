package io.enerlink.settlement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import com.zaxxer.hikari.HikariDataSource;
import io.enerlink.settlement.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL for a test class, a database of its own for every test. It lies in memory where
 * there is such a folder, since no test takes its disk away. Use as a static field:
 * {@code @RegisterExtension static final TestDatabase database = new TestDatabase();}
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private EmbeddedPostgres server;
    private Database database;
    private String url;
    private int created;
    private final boolean isShared;

    /** A database for every test. */
    public TestDatabase() { this(false); }

    /** @param isShared all tests of the class have the same one */
    public TestDatabase(boolean isShared) {
        this.isShared = isShared;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                .setDataDirectory(directory()).setPGStartupWait(START_TIMEOUT).start();
        if (isShared) create();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (!isShared) create();
    }

    private static Path directory() throws IOException {
        return Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "postgres")
                : Files.createTempDirectory("postgres");
    }

    private void create() throws Exception {
        created++;
        execute("CREATE DATABASE " + name());
        url = server.getJdbcUrl("postgres", name());
        database = Database.open(url);
    }

    public Database get() { return database; }

    public String url() { return url; }

    /** The server lets nobody into this database, and throws out who is in it; until {@link #comesBack}. */
    public void goesAway() throws Exception {
        allowConnections(false);
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name() + "'");
    }

    /** Connections of before are not handed out again: the pool trusts one for half a second after its last use. */
    public void comesBack() throws Exception {
        allowConnections(true);
        ((HikariDataSource) database.dataSource()).getHikariPoolMXBean().softEvictConnections();
    }

    private void allowConnections(boolean allowed) throws Exception {
        execute("ALTER DATABASE " + name() + " WITH ALLOW_CONNECTIONS " + allowed);
    }

    private String name() {
        return "test" + (created - 1);
    }

    private void execute(String statement) throws Exception {
        try (var connection = server.getPostgresDatabase().getConnection(); var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Closes all connections and opens the same database again, as a restart of the exchange does. */
    public Database reopen() {
        database.close();
        database = Database.open(url);
        return database;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (database != null && !isShared) database.close();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (database != null && isShared) database.close();
        try {
            if (server != null) server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
