package io.tandem.data.epoch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The epoch of a pair in {@code accounting.pair_epoch}, and the one in which this process writes. The HA manager stores it in a database that follows the
 * pair's role; in another one, as the central one of a CARRIER site, the first transaction of an epoch does. Any thread.
 */
public final class PairEpoch {
    private static final String SELECT = "select epoch from accounting.pair_epoch where pair = ? lock in share mode";
    private static final String STORE = "insert into accounting.pair_epoch (pair, epoch) values (?, ?) on duplicate key update epoch = greatest(epoch, ?)";
    private final String pair;
    private final Optional<LongSupplier> own;
    /** The highest that this process has stored, or tried to: if that was rolled back, it is noticed, and tried again. */
    private volatile long stored;

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
        if (mine > stored) store(transaction, mine);
        try (PreparedStatement statement = transaction.prepareStatement(SELECT)) {
            statement.setString(1, pair);
            try (ResultSet row = statement.executeQuery()) {
                long now = row.next() ? row.getLong(1) : 0;
                if (now > mine) throw new StaleEpochException(pair, mine, now);
                if (now < mine) stored = 0;
            }
        }
    }

    private void store(Connection transaction, long mine) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(STORE)) {
            statement.setString(1, pair);
            statement.setLong(2, mine);
            statement.setLong(3, mine);
            statement.executeUpdate();
        }
        stored = mine;
    }
}
