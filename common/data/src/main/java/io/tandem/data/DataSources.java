package io.tandem.data;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Makes connection pools. */
public final class DataSources {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    /**
     * All of a node's connections end with its role, and new ones are made in the busiest second that it has. Who needs more waits for one given back or
     * made, 2 to 5 ms, whichever is first; it stays for ten minutes, so that only the first burst after a quiet time pays. Nothing on an event loop takes one.
     */
    private static final int IDLE = 2;
    private static final Duration POOL_TIMEOUT = Duration.ofSeconds(3);
    /** By connection. */
    private static final int CACHED_STATEMENTS = 200;
    /** In characters; the longest select of the API has some two thousand. */
    private static final int CACHED_STATEMENT_LENGTH = 4096;
    /** Of row locks in a transaction; who waits longer starts anew. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private DataSources() {}

    /**
     * A pool that does not wait for ever: neither for a server that is silent nor for a connection. It may be made while the
     * server is away; then its users fail until the server is there. Session times are UTC. The caller closes it.
     *
     * @param name        shown in thread names and logs
     * @param connections most connections; {@link #IDLE} are kept open, others that nobody has needed for ten minutes are closed
     */
    public static HikariDataSource open(String url, String username, String password, String name, int connections) {
        return new HikariDataSource(config(url, username, password, name, connections));
    }

    /**
     * The same for a service of many short transactions. Connections are read committed from the start, so that no transaction has to ask and say so;
     * the driver keeps parsed statements and sends the rows of a batch insert as one statement.
     */
    public static HikariDataSource openReadCommitted(String url, String username, String password, String name, int connections) {
        return new HikariDataSource(readCommitted(url, username, password, name, connections));
    }

    /**
     * The same for transactions alone: connections never commit by themselves, so that no transaction has to switch that off and on again, and wait for
     * row locks ten seconds at most.
     */
    public static HikariDataSource openForTransactions(String url, String username, String password, String name, int connections) {
        HikariConfig config = readCommitted(url, username, password, name, connections);
        config.setAutoCommit(false);
        config.setConnectionInitSql("set innodb_lock_wait_timeout = " + LOCK_TIMEOUT.toSeconds());
        return new HikariDataSource(config);
    }

    private static HikariConfig readCommitted(String url, String username, String password, String name, int connections) {
        HikariConfig config = config(url, username, password, name, connections);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.addDataSourceProperty("useLocalSessionState", "true");
        config.addDataSourceProperty("cacheServerConfiguration", "true");
        config.addDataSourceProperty("cachePrepStmts", "true");
        config.addDataSourceProperty("prepStmtCacheSize", CACHED_STATEMENTS);
        config.addDataSourceProperty("prepStmtCacheSqlLimit", CACHED_STATEMENT_LENGTH);
        config.addDataSourceProperty("rewriteBatchedStatements", "true");
        return config;
    }

    private static HikariConfig config(String url, String username, String password, String name, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setUsername(username);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(IDLE, connections));
        config.setConnectionTimeout(POOL_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("socketFactory", MariaDbSocketFactory.class.getName());
        config.addDataSourceProperty("connectTimeout", CONNECT_TIMEOUT.toMillis());
        config.addDataSourceProperty("socketTimeout", READ_TIMEOUT.toMillis());
        config.addDataSourceProperty("forceConnectionTimeZoneToSession", "true");
        return config;
    }
}
