package io.tandem.ha.store;

/** The epoch in the database, by which writers of an earlier one are refused ({@link io.tandem.data.epoch.PairEpoch}). */
final class MariaDbEpoch {
    private static final String TABLE = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='accounting' AND table_name='pair_epoch'";
    private static final String SCHEMA = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name='accounting'";
    private final String pair;
    private long raised;

    MariaDbEpoch(String pair) { this.pair = pair; }

    /** Nothing before the schema is there. The standby may write this although it is read-only to others. Not in the binary log: each node raises its own
     * copy, and a take-over without data is no transaction that the peer lacks. */
    void raise(MariaDb own, long epoch) throws StoreException {
        raised = epoch;
        if (held(own) >= epoch || isMissing(own)) return;
        String value = Long.toString(epoch);
        own.run("SET SESSION sql_log_bin=0");
        own.run("INSERT INTO accounting.pair_epoch (pair, epoch) VALUES (?, ?) ON DUPLICATE KEY UPDATE epoch=?", pair, value, value);
        own.run("SET SESSION sql_log_bin=1");
    }

    /** Is the last one raised here there? It is not where the schema has come after that. */
    boolean isHeld(MariaDb own) throws StoreException { return isMissing(own) || held(own) == raised; }

    /** Has this server Tandem's schema, of whatever release? */
    static boolean hasSchema(MariaDb server) throws StoreException { return !"0".equals(server.value(SCHEMA)); }

    private static boolean isMissing(MariaDb own) throws StoreException { return "0".equals(own.value(TABLE)); }

    /** 0 before the first, and before the schema. */
    long held(MariaDb own) throws StoreException {
        if (isMissing(own)) return 0;
        String value = own.value("SELECT epoch FROM accounting.pair_epoch WHERE pair='" + pair.replace("\\", "\\\\").replace("'", "''") + "'");
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }
}
