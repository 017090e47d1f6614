package io.tandem.data.balance;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Reads the terms of many contracts with two queries. */
public final class TermsQuery {
    private static final String CONTRACTS = """
        select c.id, c.create_timestamp, o.timezone, p.balance_interval_unit, p.balance_interval_value, p.balance_interval_start_mode, p.carry_over_mode,
          p.timely_duration_unit, p.timely_duration_value, p.notopup_discard_intervals, p.initial_balance
        from billing.contracts c left join billing.contacts o on o.id = c.contact_id left join billing.profile_packages p on p.id = c.profile_package_id
        where c.id in ({ids})""";
    private static final String MAPPINGS = """
        select n.contract_id, n.start_date, n.end_date, p.interval_free_cash, p.interval_free_time
        from billing.contracts_billing_profile_network n join billing.billing_profiles p on p.id = n.billing_profile_id
        where n.contract_id in ({ids}) and n.billing_network_id is null order by n.start_date, n.id""";

    private TermsQuery() {}

    /** Blocks. Contracts that do not exist have none.
     * @param contracts at least one */
    public static Map<Long, Terms> read(Connection connection, Collection<Long> contracts) throws SQLException {
        Map<Long, List<Terms.Mapped>> mappings = new HashMap<>();
        try (PreparedStatement statement = prepared(connection, MAPPINGS, contracts); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                mappings.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(new Terms.Mapped(moment(row, 2), moment(row, 3),
                    new Allowance(row.getBigDecimal(4), row.getLong(5))));
            }
        }
        Map<Long, Terms> terms = new HashMap<>();
        try (PreparedStatement statement = prepared(connection, CONTRACTS, contracts); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long id = row.getLong(1);
                BalancePlan plan = row.getString(4) == null ? BalancePlan.MONTHLY : plan(row);
                BalanceCalendar calendar = new BalanceCalendar(plan, row.getObject(2, LocalDateTime.class), zone(row.getString(3)));
                terms.put(id, new Terms(id, calendar, mappings.getOrDefault(id, List.of())));
            }
        }
        return terms;
    }

    /** @param sql has {@code {ids}} for them */
    static PreparedStatement prepared(Connection connection, String sql, Collection<Long> ids, Object... more) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.replace("{ids}", String.join(", ", Collections.nCopies(ids.size(), "?"))));
        int index = 0;
        for (long id : ids) {
            statement.setLong(++index, id);
        }
        for (Object value : more) {
            statement.setObject(++index, value);
        }
        return statement;
    }

    private static BalancePlan plan(ResultSet row) throws SQLException {
        Optional<Span> timely = row.getString(8) == null ? Optional.empty() : Optional.of(Span.of(row.getString(8), row.getLong(9)));
        BigDecimal initial = Optional.ofNullable(row.getBigDecimal(11)).orElse(BigDecimal.ZERO);
        return new BalancePlan(Span.of(row.getString(4), row.getLong(5)), row.getString(6), row.getString(7), timely, row.getLong(10), initial);
    }

    private static Optional<LocalDateTime> moment(ResultSet row, int index) throws SQLException {
        return Optional.ofNullable(row.getObject(index, LocalDateTime.class));
    }

    private static ZoneId zone(@Nullable String name) {
        return name != null && ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : ZoneOffset.UTC;
    }
}
