package io.tandem.billing.rating;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.Pricing;
import org.jspecify.annotations.Nullable;

/** {@code accounting.cdr} as rating sees it, and what hangs on it, in the transaction of the caller. */
final class CdrTable {
    private static final String UNRATED = "select id, call_id, source_user_id, source_provider_id, source_account_id, source_cli, source_domain, "
            + "destination_user_id, destination_provider_id, destination_account_id, destination_user_in, destination_domain, source_ip, call_type, "
            + "call_status, start_time, duration, is_fragmented, coalesce((select c.start_time - f.start_time from accounting.cdr_relation_data d "
            + "join accounting.cdr f on f.id = d.val where d.cdr_id = c.id and d.relation_id = 2), 0) from accounting.cdr c "
            + "where rating_status = 'unrated' order by start_time limit ? for update skip locked";
    /** What is written of each role. */
    private static final List<String> COLUMNS = List.of("cost", "free_time", "billing_fee_id", "billing_zone_id");
    private static final List<String> WRITTEN = Arrays.stream(Role.values())
            .flatMap(role -> COLUMNS.stream().map(column -> role.column() + "_" + column)).toList();
    /** All records with one statement. */
    private static final String PRICES = "update accounting.cdr c join ({rows}) v on v.id = c.id set c.rating_status = 'ok', c.rated_at = ?, "
            + "c.update_time = ?, " + WRITTEN.stream().map("c.%1$s = v.%1$s"::formatted).collect(Collectors.joining(", "));
    private static final String FIRST_ROW = "select ? id, " + WRITTEN.stream().map(column -> "? " + column).collect(Collectors.joining(", "));
    private static final String ROW = " union all select " + marks(1 + WRITTEN.size());
    private static final String FAILED = "update accounting.cdr set rating_status = 'failed', rated_at = ?, update_time = ? where id = ? "
            + "and rating_status = 'unrated'";
    private static final String REASON = "insert into accounting.cdr_rating_failures (cdr_id, reason, failed_at) values (?, ?, ?) "
            + "on duplicate key update reason = values(reason), failed_at = values(failed_at)";
    /** Of each record its own; of those of an earlier version, which have no names, all of the call. */
    private static final String HELD = "select r.id from accounting.cdr_tag_data t join billing.prepaid_reservations r on r.reservation = t.val "
            + "where t.tag_id = 16 and t.cdr_id in ({ids}) union select id from billing.prepaid_reservations where reservation is null "
            + "and (contract_id, call_id) in ({calls})";
    private static final int LONGEST_REASON = 255;
    /** More digits than a contract's id has. */
    private static final int LONGEST_ID = 9;
    private static final String FOREIGN = "0";

    private final Connection connection;

    CdrTable(Connection connection) { this.connection = connection; }

    private static String marks(int count) { return String.join(", ", Collections.nCopies(count, "?")); }

    /** The oldest records that are not rated and that nobody else is rating. They are locked. */
    List<UnratedCdr> unrated(int most) throws SQLException {
        List<UnratedCdr> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNRATED)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) found.add(cdr(row));
            }
        }
        return found;
    }

    private static UnratedCdr cdr(ResultSet row) throws SQLException {
        FeeQuestion.Kind kind = "sms".equals(row.getString(14)) ? FeeQuestion.Kind.SMS : FeeQuestion.Kind.CALL;
        return new UnratedCdr(row.getLong(1), row.getString(2), party(row, 3), party(row, 8), row.getString(13), kind, "ok".equals(row.getString(15)),
                row.getBigDecimal(16).movePointRight(3).longValue(), row.getBigDecimal(17).movePointRight(3).longValue(), row.getBigDecimal(19).signum() > 0,
                row.getBigDecimal(19).movePointRight(3).longValue());
    }

    private static UnratedCdr.Party party(ResultSet row, int at) throws SQLException {
        boolean local = !FOREIGN.equals(row.getString(at));
        return new UnratedCdr.Party(local, id(row.getString(at + 1)), row.getLong(at + 2), row.getString(at + 3), row.getString(at + 4));
    }

    /** A provider that is no contract is none. */
    private static long id(String text) {
        return text.length() <= LONGEST_ID && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : 0;
    }

    void write(List<Rated> rated, Instant now) throws SQLException {
        if (rated.isEmpty()) return;
        String rows = FIRST_ROW + ROW.repeat(rated.size() - 1);
        try (PreparedStatement statement = connection.prepareStatement(PRICES.replace("{rows}", rows))) {
            int index = 1;
            for (Rated record : rated) {
                statement.setLong(index++, record.cdr().id());
                for (Role role : Role.values()) index = bind(statement, index, record.prices().get(role));
            }
            statement.setObject(index, utc(now));
            statement.setObject(index + 1, utc(now));
            statement.executeUpdate();
        }
    }

    private static int bind(PreparedStatement statement, int index, Rated.@Nullable Price price) throws SQLException {
        if (price == null) {
            for (int i = 0; i < COLUMNS.size(); i++) statement.setNull(index + i, Types.DECIMAL);
            return index + COLUMNS.size();
        }
        statement.setBigDecimal(index, Pricing.rounded(price.cost()));
        statement.setLong(index + 1, price.freeTime());
        bind(statement, index + 2, price.fee());
        bind(statement, index + 3, price.zone());
        return index + COLUMNS.size();
    }

    private static void bind(PreparedStatement statement, int index, OptionalLong id) throws SQLException {
        if (id.isPresent()) statement.setLong(index, id.getAsLong());
        else statement.setNull(index, Types.INTEGER);
    }

    void fail(List<Rater.Failure> failures, Instant now) throws SQLException {
        if (failures.isEmpty()) return;
        LocalDateTime moment = utc(now);
        try (PreparedStatement status = connection.prepareStatement(FAILED); PreparedStatement reason = connection.prepareStatement(REASON)) {
            for (Rater.Failure failure : failures) {
                status.setObject(1, moment);
                status.setObject(2, moment);
                status.setLong(3, failure.cdr());
                status.addBatch();
                reason.setLong(1, failure.cdr());
                reason.setString(2, failure.reason().length() > LONGEST_REASON ? failure.reason().substring(0, LONGEST_REASON) : failure.reason());
                reason.setObject(3, moment);
                reason.addBatch();
            }
            status.executeBatch();
            reason.executeBatch();
        }
    }

    /** They are no failures any more. */
    void succeeded(List<Rated> rated) throws SQLException {
        if (rated.isEmpty()) return;
        String sql = "delete from accounting.cdr_rating_failures where cdr_id in (" + marks(rated.size()) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < rated.size(); i++) statement.setLong(i + 1, rated.get(i).cdr().id());
            statement.executeUpdate();
        }
    }

    /** What was reserved for these legs is spent now, or not needed. Looked for first, without locks: calls that begin meanwhile do not wait. */
    void release(List<UnratedCdr> legs) throws SQLException {
        if (legs.isEmpty()) return;
        List<Long> held = held(legs);
        if (held.isEmpty()) return;
        try (PreparedStatement statement = connection.prepareStatement("delete from billing.prepaid_reservations where id in (" + marks(held.size()) + ")")) {
            for (int i = 0; i < held.size(); i++) statement.setLong(i + 1, held.get(i));
            statement.executeUpdate();
        }
    }

    private List<Long> held(List<UnratedCdr> legs) throws SQLException {
        String sql = HELD.replace("{ids}", marks(legs.size())).replace("{calls}", String.join(", ", Collections.nCopies(legs.size(), "(?, ?)")));
        List<Long> held = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (UnratedCdr leg : legs) statement.setLong(index++, leg.id());
            for (UnratedCdr leg : legs) {
                statement.setLong(index++, leg.source().account());
                statement.setString(index++, leg.callId());
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) held.add(row.getLong(1));
            }
        }
        return held;
    }

    /** Contracts of resellers. */
    Set<Long> resellers() throws SQLException {
        Set<Long> contracts = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("select contract_id from billing.resellers");
             ResultSet row = statement.executeQuery()) {
            while (row.next()) contracts.add(row.getLong(1));
        }
        return contracts;
    }

    private static LocalDateTime utc(Instant moment) { return LocalDateTime.ofInstant(moment, ZoneOffset.UTC); }
}
