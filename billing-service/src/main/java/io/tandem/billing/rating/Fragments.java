package io.tandem.billing.rating;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.data.tariff.Pricing;
import io.tandem.data.tariff.Purse;

/**
 * Calls that go over from on-peak to off-peak time, or back, as a record for each part ({@code provisioning.md} §5.3, fragments). In the transaction of the
 * caller, which holds the records locked.
 */
record Fragments(Connection connection) {
    private static final long PREVIOUS = 1;
    private static final long FIRST = 2;
    private static final String COPIED = String.join(", ", copied());
    private static final String REST = "insert into accounting.cdr (" + COPIED + ", start_time, duration, is_fragmented) select " + COPIED
            + ", start_time + ?, duration - ?, 1 from accounting.cdr where id = ?";
    private static final String CUT = "update accounting.cdr set duration = ?, is_fragmented = 1 where id = ?";
    private static final String TAGS = "insert into accounting.cdr_tag_data (cdr_id, provider_id, direction_id, tag_id, val, cdr_start_time) "
            + "select ?, provider_id, direction_id, tag_id, val, cdr_start_time + ? from accounting.cdr_tag_data where cdr_id = ?";
    private static final String GROUP = "insert into accounting.cdr_group (cdr_id, call_id, cdr_start_time) select ?, call_id, cdr_start_time + ? "
            + "from accounting.cdr_group where cdr_id = ?";
    private static final String RELATION = "insert into accounting.cdr_relation_data (cdr_id, provider_id, direction_id, relation_id, val, cdr_start_time) "
            + "select id, 3, 1, ?, ?, start_time from accounting.cdr where id = ?";
    private static final String FIRST_OF = "select coalesce((select val from accounting.cdr_relation_data where cdr_id = ? and relation_id = 2), ?)";
    private static final String PEAK = "update accounting.cdr set frag_carrier_onpeak = ?, frag_reseller_onpeak = ?, frag_customer_onpeak = ? where id = ?";

    /** What the rest of a call has in common with its beginning. */
    private static List<String> copied() {
        Stream<String> parties = Stream.of("source_", "destination_").flatMap(side -> Stream.concat(Stream.of("user_id", "provider_id",
                "external_subscriber_id", "external_contract_id", "account_id", "user", "domain", "lnp_prefix", "lnp_type", "user_out"),
                IntStream.range(0, 10).mapToObj(i -> "gpp" + i)).map(side::concat));
        return Stream.concat(parties, Stream.of("source_cli", "source_clir", "source_ip", "peer_auth_user", "peer_auth_realm", "destination_user_dialed",
                "destination_user_in", "destination_domain_in", "split", "call_type", "call_status", "call_code", "init_time", "call_id")).toList();
    }

    /** Where a record is to be cut, in seconds from its start; empty if one price holds for all of it. Pure.
     * @throws UnratableException if the parts would cost somebody something else than the whole */
    static OptionalLong cut(UnratedCdr cdr, List<Due> dues) throws UnratableException {
        OptionalLong cut = dues.stream().map(due -> due.fee().map(fee -> Pricing.firstChange(fee, due.tariff().peakTimes(), cdr.call()))
                .orElseGet(OptionalLong::empty)).flatMapToLong(OptionalLong::stream).min();
        if (cut.isEmpty()) return cut;
        for (Due due : dues) {
            BigDecimal parts = price(due, cdr.call().until(cut.getAsLong())).add(price(due, cdr.call().from(cut.getAsLong())));
            if (parts.compareTo(price(due, cdr.call())) != 0) {
                throw new UnratableException(("billing profile %s (%d) of the %s does not change its prices %d s after the beginning, as another one does, so "
                        + "that the call cannot be cut there; give both the same peak times and intervals, or switch split-peak-parts off")
                        .formatted(due.tariff().handle(), due.tariff().id(), due.role().column(), cut.getAsLong()));
            }
        }
        return cut;
    }

    private static BigDecimal price(Due due, Pricing.Call call) {
        return due.fee().map(fee -> Pricing.charge(fee, due.tariff().peakTimes(), call, false, _ -> Purse.EMPTY).price()).orElse(BigDecimal.ZERO);
    }

    /** Shortens the record, and makes another one of the rest, which is not rated yet. */
    void split(UnratedCdr cdr, long seconds) throws SQLException {
        long rest = rest(cdr, seconds);
        execute(TAGS, rest, seconds, cdr.id());
        execute(GROUP, rest, seconds, cdr.id());
        execute(RELATION, PREVIOUS, cdr.id(), rest);
        execute(RELATION, FIRST, first(cdr), rest);
        execute(CUT, seconds, cdr.id());
    }

    private long rest(UnratedCdr cdr, long seconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REST, Statement.RETURN_GENERATED_KEYS)) {
            bind(statement, seconds, seconds, cdr.id());
            statement.executeUpdate();
            return one(statement.getGeneratedKeys());
        }
    }

    private long first(UnratedCdr cdr) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIRST_OF)) {
            bind(statement, cdr.id(), cdr.id());
            return one(statement.executeQuery());
        }
    }

    /** Tells of each part in whose peak time it is. */
    void describe(UnratedCdr cdr, List<Due> dues) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PEAK)) {
            int index = 1;
            for (String role : List.of("carrier", "reseller", "customer")) {
                Optional<Boolean> onPeak = dues.stream().filter(due -> due.role().column().endsWith(role)).reduce((_, source) -> source)
                        .map(due -> due.tariff().peakTimes().isOnPeak(cdr.startMillis()));
                if (onPeak.isPresent()) statement.setBoolean(index++, onPeak.get());
                else statement.setNull(index++, Types.BOOLEAN);
            }
            statement.setLong(index, cdr.id());
            statement.executeUpdate();
        }
    }

    private void execute(String sql, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, long... values) throws SQLException {
        for (int i = 0; i < values.length; i++) statement.setLong(i + 1, values[i]);
    }

    private static long one(ResultSet row) throws SQLException {
        try (row) {
            row.next();
            return row.getLong(1);
        }
    }
}
