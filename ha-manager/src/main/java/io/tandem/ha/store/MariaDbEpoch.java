package io.tandem.ha.store;

/** The epoch in the database, by which writers of an earlier one are refused ({@link io.tandem.data.epoch.PairEpoch}). */
final class MariaDbEpoch {
    private static final String TABLE = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='accounting' AND table_name='pair_epoch'";
    private final String pair;
    private long raised;

    MariaDbEpoch(String pair) { this.pair = pair; }

    /** Nothing before the schema is there. The standby may write this although it is read-only to others.
     * @throws StoreException if the database has seen a later one: then its data are not this node's */
    void raise(MariaDb own, long epoch) throws StoreException {
        raised = epoch;
        if (isMissing(own)) return;
        long holds = held(own);
        if (holds > epoch) throw new StoreException("it has seen epoch " + holds + " already, this node is active in " + epoch + ": whose data is it?");
        if (holds < epoch) {
            String value = Long.toString(epoch);
            own.run("INSERT INTO accounting.pair_epoch (pair, epoch) VALUES (?, ?) ON DUPLICATE KEY UPDATE epoch=?", pair, value, value);
        }
    }

    /** Is the last one raised here there? It is not where the schema has come after that. */
    boolean isHeld(MariaDb own) throws StoreException { return isMissing(own) || held(own) == raised; }

    private static boolean isMissing(MariaDb own) throws StoreException { return "0".equals(own.value(TABLE)); }

    private long held(MariaDb own) throws StoreException {
        String value = own.value("SELECT epoch FROM accounting.pair_epoch WHERE pair='" + pair.replace("\\", "\\\\").replace("'", "''") + "'");
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }
}
