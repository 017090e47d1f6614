package io.tandem.data.credit;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.tandem.data.balance.Balance;
import io.tandem.data.balance.ContractBalances;
import io.tandem.data.tariff.Affordable;

/**
 * {@code billing.prepaid_reservations}: what a leg may cost is set aside before it is made, so that calls at the same time do not spend the same money. Each
 * leg has a reservation of its own. While the call is set up it belongs to a process, its holder, and goes with that; once the call is answered, rating takes
 * the price from the balance and the reservation away in one transaction. All in the transaction of the caller; blocks.
 */
public final class Reservations {
    /** How long after its longest possible end a call may take to be rated. */
    private static final Duration RATED_WITHIN = Duration.ofHours(2);
    private static final String HELD = "select coalesce(sum(cash), 0), coalesce(sum(free_time), 0) from billing.prepaid_reservations "
            + "where contract_id = ? and expires_at > current_timestamp";
    private static final String HOLD = "insert into billing.prepaid_reservations (contract_id, call_id, leg, cash, free_time, expires_at, reservation, holder) "
            + "values (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ANSWERED = "update billing.prepaid_reservations set holder = '' where reservation = ?";
    private static final String RELEASED = "delete from billing.prepaid_reservations where reservation = ?";
    private static final String EXPIRED = "delete from billing.prepaid_reservations where expires_at < current_timestamp limit 1000";
    private static final String ALIVE = "insert into billing.prepaid_holders (holder, alive_at) values (?, current_timestamp) "
            + "on duplicate key update alive_at = current_timestamp";
    private static final String ORPHANED = "delete from billing.prepaid_reservations where holder <> '' and holder not in "
            + "(select h.holder from billing.prepaid_holders h where h.alive_at > current_timestamp - interval ? second)";
    private static final String FORGOTTEN = "delete from billing.prepaid_holders where alive_at < current_timestamp - interval 1 day";
    private static final String LEFT = "delete from billing.prepaid_reservations where holder = ?";
    private static final String GONE = "delete from billing.prepaid_holders where holder = ?";

    private Reservations() {}

    /** Sets aside what the leg may cost, all parts of a text message or none. Nothing is set aside for what costs nothing, or cannot be paid for. Blocks, while
     * another call of the same customer asks.
     * @param holder process that sets the call up, see {@link #alive} */
    public static Affordable reserve(Connection connection, CreditRequest request, String holder) throws SQLException {
        ContractBalances balances = new ContractBalances(connection);
        LocalDateTime now = balances.catchUp(new TreeSet<>(List.of(request.contract())));
        List<Affordable> parts = affordable(connection, request, balances.at(List.of(request.contract()), now));
        hold(connection, request, parts, now, holder);
        return Affordable.together(parts);
    }

    /** What {@link #reserve} would say now; changes nothing. A customer whose balance nobody has asked for yet has none. */
    public static Affordable look(Connection connection, CreditRequest request) throws SQLException {
        return Affordable.together(affordable(connection, request, new ContractBalances(connection).current(List.of(request.contract()))));
    }

    /** The call is up: only rating ends this reservation now. Of one that is gone nothing happens. */
    public static int answered(Connection connection, String reservation) throws SQLException { return update(connection, ANSWERED, reservation); }

    /** The leg costs nothing: ends this reservation and no other. Of one that is gone nothing happens. */
    public static int release(Connection connection, String reservation) throws SQLException { return update(connection, RELEASED, reservation); }

    /** Those whose calls never got a record. */
    public static int removeExpired(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPIRED)) {
            return statement.executeUpdate();
        }
    }

    /** The process lives, and holds what it has set aside for calls that it sets up. */
    public static void alive(Connection connection, String holder) throws SQLException { update(connection, ALIVE, holder); }

    /** Releases what was set aside by processes that have not been {@link #alive} for so long, while they set calls up.
     * @return how many */
    public static int sweep(Connection connection, Duration lease) throws SQLException {
        try (PreparedStatement orphans = connection.prepareStatement(ORPHANED); PreparedStatement holders = connection.prepareStatement(FORGOTTEN)) {
            orphans.setLong(1, lease.toSeconds());
            int released = orphans.executeUpdate();
            holders.executeUpdate();
            return released;
        }
    }

    /** The process ends, and with it the calls that it sets up. */
    public static int leave(Connection connection, String holder) throws SQLException {
        update(connection, GONE, holder);
        return update(connection, LEFT, holder);
    }

    private static int update(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            return statement.executeUpdate();
        }
    }

    private static List<Affordable> affordable(Connection connection, CreditRequest request, Map<Long, Balance> balances) throws SQLException {
        Balance balance = balances.get(request.contract());
        BigDecimal cash = balance == null ? BigDecimal.ZERO : balance.cash();
        long free = balance == null ? 0 : balance.free();
        try (PreparedStatement statement = connection.prepareStatement(HELD)) {
            statement.setLong(1, request.contract());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return request.affordable(cash.subtract(row.getBigDecimal(1)), Math.max(0, free - row.getLong(2)));
            }
        }
    }

    private static void hold(Connection connection, CreditRequest request, List<Affordable> parts, LocalDateTime now, String holder) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            for (int i = 0; i < parts.size(); i++) {
                Affordable part = parts.get(i);
                if (!part.costs()) continue;
                statement.setLong(1, request.contract());
                statement.setString(2, request.callId());
                statement.setInt(3, request.leg());
                statement.setBigDecimal(4, part.cash());
                statement.setLong(5, part.freeSeconds());
                statement.setObject(6, now.plusSeconds(part.seconds()).plus(RATED_WITHIN));
                statement.setString(7, request.reservations().get(i));
                statement.setString(8, holder);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
