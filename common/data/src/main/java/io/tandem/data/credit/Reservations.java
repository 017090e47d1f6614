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
 * {@code billing.prepaid_reservations}: what a call may cost is set aside when it begins, so that calls at the same time do not spend the same money.
 * Rating takes the price from the balance and the reservation away in one transaction.
 */
public final class Reservations {
    /** How long after its longest possible end a call may take to be rated. */
    private static final Duration RATED_WITHIN = Duration.ofHours(2);
    private static final String HELD = "select coalesce(sum(cash), 0), coalesce(sum(free_time), 0) from billing.prepaid_reservations "
            + "where contract_id = ? and expires_at > current_timestamp and not (call_id = ? and leg = ?)";
    private static final String HOLD = "insert into billing.prepaid_reservations (contract_id, call_id, leg, cash, free_time, expires_at) "
            + "values (?, ?, ?, ?, ?, ?) on duplicate key update cash = values(cash), free_time = values(free_time), expires_at = values(expires_at)";
    private static final String EXPIRED = "delete from billing.prepaid_reservations where expires_at < current_timestamp limit 1000";

    private Reservations() {}

    /** Sets aside what the call may cost, in the transaction of the caller; a call that asks again replaces what it had. Nothing is set aside for a call
     * that costs nothing, or that cannot be paid for. Blocks, while another call of the same customer asks. */
    public static Affordable reserve(Connection connection, CreditRequest request) throws SQLException {
        ContractBalances balances = new ContractBalances(connection);
        LocalDateTime now = balances.catchUp(new TreeSet<>(List.of(request.contract())));
        Affordable affordable = affordable(connection, request, balances.at(List.of(request.contract()), now));
        if (affordable.cash().signum() > 0 || affordable.freeSeconds() > 0) hold(connection, request, affordable, now);
        return affordable;
    }

    /** What {@link #reserve} would say now; changes nothing. A customer whose balance nobody has asked for yet has none. */
    public static Affordable look(Connection connection, CreditRequest request) throws SQLException {
        return affordable(connection, request, new ContractBalances(connection).current(List.of(request.contract())));
    }

    /** Those whose calls never got a record. */
    public static int removeExpired(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPIRED)) {
            return statement.executeUpdate();
        }
    }

    private static Affordable affordable(Connection connection, CreditRequest request, Map<Long, Balance> balances) throws SQLException {
        Balance balance = balances.get(request.contract());
        BigDecimal cash = balance == null ? BigDecimal.ZERO : balance.cash();
        long free = balance == null ? 0 : balance.free();
        try (PreparedStatement statement = connection.prepareStatement(HELD)) {
            statement.setLong(1, request.contract());
            statement.setString(2, request.callId());
            statement.setInt(3, request.leg());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Affordable.of(request.fee(), request.peakTimes(), request.start().toEpochMilli(), cash.subtract(row.getBigDecimal(1)),
                        Math.max(0, free - row.getLong(2)), request.mostSeconds());
            }
        }
    }

    private static void hold(Connection connection, CreditRequest request, Affordable affordable, LocalDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            statement.setLong(1, request.contract());
            statement.setString(2, request.callId());
            statement.setInt(3, request.leg());
            statement.setBigDecimal(4, affordable.cash());
            statement.setLong(5, affordable.freeSeconds());
            statement.setObject(6, now.plusSeconds(affordable.seconds()).plus(RATED_WITHIN));
            statement.executeUpdate();
        }
    }
}
