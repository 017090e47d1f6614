package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.billing.interval.Allowance;
import io.tandem.provisioning.billing.interval.BalanceCalendar;
import io.tandem.provisioning.billing.interval.BalancePlan;
import io.tandem.provisioning.billing.interval.Span;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;

/** Reads the terms of many contracts with two queries. */
final class TermsQuery {
    private static final String CONTRACTS = """
        select c.id, c.create_timestamp, o.timezone, p.balance_interval_unit, p.balance_interval_value, p.balance_interval_start_mode, p.carry_over_mode,
          p.timely_duration_unit, p.timely_duration_value, p.notopup_discard_intervals, p.initial_balance
        from billing.contracts c left join billing.contacts o on o.id = c.contact_id left join billing.profile_packages p on p.id = c.profile_package_id
        where c.id in ({ids})""";
    private static final String MAPPINGS = """
        select n.contract_id, n.start_date, n.end_date, p.interval_free_cash, p.interval_free_time
        from billing.contracts_billing_profile_network n join billing.billing_profiles p on p.id = n.billing_profile_id
        where n.contract_id in ({ids}) and n.billing_network_id is null order by n.start_date, n.id""";

    private final Store store;

    TermsQuery(Store store) {
        this.store = store;
    }

    Terms of(long contract) {
        return Optional.ofNullable(of(List.of(contract)).get(contract)).orElseThrow(() -> new IllegalArgumentException("no contract " + contract));
    }

    Map<Long, Terms> of(Collection<Long> contracts) {
        String ids = Store.marks(contracts.size());
        Map<Long, List<Terms.Mapped>> mappings = new HashMap<>();
        store.jdbc().sql(MAPPINGS.replace("{ids}", ids)).params(new ArrayList<>(contracts)).query(row -> {
            mappings.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(new Terms.Mapped(moment(row, 2), moment(row, 3),
                new Allowance(row.getBigDecimal(4), row.getLong(5))));
        });
        Map<Long, Terms> terms = new HashMap<>();
        store.jdbc().sql(CONTRACTS.replace("{ids}", ids)).params(new ArrayList<>(contracts)).query(row -> {
            long id = row.getLong(1);
            BalancePlan plan = row.getString(4) == null ? BalancePlan.MONTHLY : plan(row);
            BalanceCalendar calendar = new BalanceCalendar(plan, row.getObject(2, LocalDateTime.class), zone(row.getString(3)));
            terms.put(id, new Terms(id, calendar, mappings.getOrDefault(id, List.of())));
        });
        return terms;
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
