package io.enerlink.settlement.store;

import java.util.List;
import javax.sql.DataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * PostgreSQL: a bounded pool of connections, the schema brought up to date at start. Readings and the outbox have their
 * only truth here, so a commit is on disk when it returns: a server that says otherwise is refused.
 */
public final class Database implements AutoCloseable {
    /** Connections of one exchange: outbox, cursor, metering, history and HTTP each hold one for moments. */
    public static final int MAX_CONNECTIONS = 8;
    private static final long CONNECT_TIMEOUT_MS = 10_000;

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * Connects and migrates.
     *
     * @param jdbcUrl with user and password in it, where they are needed
     * @throws RuntimeException when the server is not there, loses commits by its settings, or the schema is newer than
     *                          this program
     */
    public static Database open(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setPoolName("enerlink");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
            Database database = new Database(pool);
            database.requireDurableCommits();
            return database;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    public Jdbi jdbi() { return jdbi; }

    public DataSource dataSource() { return pool; }

    private void requireDurableCommits() {
        for (String setting : List.of("fsync", "synchronous_commit")) {
            String value = jdbi
                    .withHandle(handle -> handle.createQuery("SHOW " + setting).mapTo(String.class).one());
            if (value.equals("off"))
                throw new IllegalStateException("PostgreSQL runs with " + setting
                        + " = off and would lose committed readings and transactions: switch it on");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
