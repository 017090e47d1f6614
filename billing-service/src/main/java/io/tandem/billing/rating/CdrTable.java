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
import java.util.Collection;
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
            + "call_status, start_time, duration, is_fragmented from accounting.cdr where rating_status = 'unrated' order by start_time limit ? "
            + "for update skip locked";
    private static final String PRICES = "update accounting.cdr set rating_status = 'ok', rated_at = ?, update_time = ?, "
            + Arrays.stream(Role.values()).map(CdrTable::columns).collect(Collectors.joining(", ")) + " where id = ?";
    private static final String FAILED = "update accounting.cdr set rating_status = 'failed', rated_at = ?, update_time = ? where id = ?";
    private static final String REASON = "insert into accounting.cdr_rating_failures (cdr_id, reason, failed_at) values (?, ?, ?) "
            + "on duplicate key update reason = values(reason), failed_at = values(failed_at)";
    private static final String RELEASE = "delete from billing.prepaid_reservations where contract_id = ? and call_id = ?";
    private static final int LONGEST_REASON = 255;
    /** More digits than a contract's id has. */
    private static final int LONGEST_ID = 9;
    private static final String FOREIGN = "0";

    private final Connection connection;

    CdrTable(Connection connection) { this.connection = connection; }

    private static String columns(Role role) {
        return "%1$s_cost = ?, %1$s_free_time = ?, %1$s_billing_fee_id = ?, %1$s_billing_zone_id = ?".formatted(role.column());
    }

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
                row.getBigDecimal(16).movePointRight(3).longValue(), row.getBigDecimal(17).movePointRight(3).longValue(), row.getBoolean(18));
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
        LocalDateTime moment = utc(now);
        try (PreparedStatement statement = connection.prepareStatement(PRICES)) {
            for (Rated record : rated) {
                statement.setObject(1, moment);
                statement.setObject(2, moment);
                int index = 3;
                for (Role role : Role.values()) index = bind(statement, index, record.prices().get(role));
                statement.setLong(index, record.cdr().id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static int bind(PreparedStatement statement, int index, Rated.@Nullable Price price) throws SQLException {
        if (price == null) {
            for (int i = 0; i < 4; i++) statement.setNull(index + i, Types.DECIMAL);
            return index + 4;
        }
        statement.setBigDecimal(index, Pricing.rounded(price.cost()));
        statement.setLong(index + 1, price.freeTime());
        bind(statement, index + 2, price.fee());
        bind(statement, index + 3, price.zone());
        return index + 4;
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
        String marks = String.join(", ", Collections.nCopies(rated.size(), "?"));
        try (PreparedStatement statement = connection.prepareStatement("delete from accounting.cdr_rating_failures where cdr_id in (" + marks + ")")) {
            for (int i = 0; i < rated.size(); i++) statement.setLong(i + 1, rated.get(i).cdr().id());
            statement.executeUpdate();
        }
    }

    /** What was reserved for these calls is spent now, or not needed. */
    void release(Collection<UnratedCdr> calls) throws SQLException {
        if (calls.isEmpty()) return;
        try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            for (UnratedCdr call : calls) {
                statement.setLong(1, call.source().account());
                statement.setString(2, call.callId());
                statement.addBatch();
            }
            statement.executeBatch();
        }
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
