package io.tandem.data.epoch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The epoch of a pair as the HA manager has stored it in {@code accounting.pair_epoch}, and the one in which this process writes. Any thread. */
public final class PairEpoch {
    private static final String SELECT = "select epoch from accounting.pair_epoch where pair = ? lock in share mode";
    private static final Logger log = LoggerFactory.getLogger(PairEpoch.class);
    private final String pair;
    private final Optional<LongSupplier> own;
    private final AtomicBoolean warned = new AtomicBoolean();

    private PairEpoch(String pair, Optional<LongSupplier> own) {
        this.pair = pair;
        this.own = own;
    }

    /** @param own epoch in which this node of the pair is active; 0 while it is not */
    public PairEpoch(String pair, LongSupplier own) { this(pair, Optional.of(own)); }

    /** Of a node without a peer: it passes always, even where a pair was before. */
    public static PairEpoch single() { return new PairEpoch("", Optional.empty()); }

    /** To be called before the commit: until then no other node becomes active in this database.
     * @throws StaleEpochException if this node's epoch is over */
    public void check(Connection transaction) throws SQLException {
        if (own.isEmpty()) return;
        long mine = own.get().getAsLong();
        try (PreparedStatement statement = transaction.prepareStatement(SELECT)) {
            statement.setString(1, pair);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    warn();
                } else if (row.getLong(1) > mine) {
                    throw new StaleEpochException(pair, mine, row.getLong(1));
                }
            }
        }
    }

    private void warn() {
        if (warned.compareAndSet(false, true)) {
            log.warn("accounting.pair_epoch has no row of pair {}: what a node writes that is no longer active is not refused; is"
                    + " tandem.ha-manager.stores.database set, and the pair's name the same?", pair);
        }
    }
}
