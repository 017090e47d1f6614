package io.tandem.billing.fraud;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.data.customer.CurrentProfile;

/** {@code accounting.cdr_period_costs}. Sums are made anew from the calls each time, so that a pass that is done twice counts nothing twice. */
final class PeriodCosts {
    private static final String RATED = "select source_account_id, floor(start_time / 86400) from accounting.cdr where rated_at >= ? and rated_at < ? "
            + "and rating_status = 'ok' and source_account_id > 0 group by 1, 2 order by 1, 2";
    private static final String SUM = "insert into accounting.cdr_period_costs (contract_id, period, period_date, customer_cost, reseller_cost, cdr_count) "
            + "select ?, ?, ?, coalesce(sum(source_customer_cost), 0), coalesce(sum(source_reseller_cost), 0), count(*) from accounting.cdr "
            + "where source_account_id = ? and start_time >= ? and start_time < ? and rating_status = 'ok' on duplicate key update "
            + "customer_cost = values(customer_cost), reseller_cost = values(reseller_cost), cdr_count = values(cdr_count)";
    /** The customer's own limit, if there is one, else that of his profile, and whether it is passed for the first time. */
    private static final String PASSED = "select e.id, if(f.fraud_{limit}_limit is null, 'billing_profile', 'contract'), "
            + "coalesce(if(f.fraud_{limit}_limit is null, p.fraud_{limit}_lock, f.fraud_{limit}_lock), 0) "
            + "from accounting.cdr_period_costs e join billing.contracts c on c.id = e.contract_id "
            + "left join billing.contract_fraud_preferences f on f.contract_id = c.id left join billing.billing_profiles p on p.id = "
            + CurrentProfile.OF_CONTRACT + " where e.contract_id = ? and e.period = ? and e.period_date = ? and e.direction = 'out' "
            + "and e.fraud_limit_exceeded = 0 and if(coalesce(p.fraud_use_reseller_rates, 0), e.reseller_cost, e.customer_cost) "
            + "> coalesce(f.fraud_{limit}_limit, p.fraud_{limit}_limit)";
    private static final String MARK = "update accounting.cdr_period_costs set fraud_limit_exceeded = 1, fraud_limit_type = ?, notify_status = 'new', "
            + "notified_at = null where id = ?";

    private final Connection connection;

    PeriodCosts(Connection connection) { this.connection = connection; }

    /** The days of customers in which calls began that were rated in a stretch of time. */
    record CustomerDay(long customer, LocalDate day) {}

    /** A limit that was passed a moment ago.
     * @param of   {@code contract} or {@code billing_profile}
     * @param lock level, 0 for none */
    record Passed(long id, String of, int lock) {}

    List<CustomerDay> rated(LocalDateTime from, LocalDateTime to) throws SQLException {
        List<CustomerDay> days = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(RATED)) {
            statement.setObject(1, from);
            statement.setObject(2, to);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) days.add(new CustomerDay(row.getLong(1), LocalDate.ofEpochDay(row.getLong(2))));
            }
        }
        return days;
    }

    void sum(long customer, Period period) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUM)) {
            statement.setLong(1, customer);
            statement.setString(2, period.length().column());
            statement.setObject(3, period.first());
            statement.setLong(4, customer);
            statement.setLong(5, period.start());
            statement.setLong(6, period.end());
            statement.executeUpdate();
        }
    }

    /** The limit that the sum of a period has passed, if it is the first time. */
    Optional<Passed> passed(long customer, Period period) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PASSED.replace("{limit}", period.length().limit()))) {
            statement.setLong(1, customer);
            statement.setString(2, period.length().column());
            statement.setObject(3, period.first());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Passed(row.getLong(1), row.getString(2), row.getInt(3))) : Optional.empty();
            }
        }
    }

    /** Whoever tells of it finds it from now on. */
    void mark(Passed passed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            statement.setString(1, passed.of());
            statement.setLong(2, passed.id());
            statement.executeUpdate();
        }
    }
}
