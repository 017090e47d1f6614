package io.tandem.data.epoch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** The epoch of a pair as the HA manager has stored it in {@code accounting.pair_epoch}, and the one in which this process writes. Any thread. */
public final class PairEpoch {
    private static final String SELECT = "select epoch from accounting.pair_epoch where pair = ? lock in share mode";
    private final String pair;
    private final LongSupplier own;

    /** @param own epoch in which this node is active; 0 on a single node, and while this node is not active */
    public PairEpoch(String pair, LongSupplier own) {
        this.pair = pair;
        this.own = own;
    }

    /** To be called before the commit: until then no other node becomes active in this database. A single node passes where there never was a pair.
     * @throws StaleEpochException if this node's epoch is over */
    public void check(Connection transaction) throws SQLException {
        long mine = own.getAsLong();
        try (PreparedStatement statement = transaction.prepareStatement(SELECT)) {
            statement.setString(1, pair);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && row.getLong(1) > mine) throw new StaleEpochException(pair, mine, row.getLong(1));
            }
        }
    }
}
