package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/** Reads a billing profile with its fees and peak times. Those are meant in the time zone of the server. */
public final class TariffQuery {
    private static final int DAY = 86_400;
    private static final String PROFILE = "select handle, prepaid, ignore_domain from billing.billing_profiles where id = ?";
    private static final String FEES = "select f.type, f.direction, f.match_mode, f.source, f.destination, h.id, h.billing_zones_history_id, "
            + rate("onpeak") + ", " + rate("offpeak") + " from billing.billing_fees f left join billing.billing_fees_history h on h.bf_id = f.id "
            + "where f.billing_profile_id = ? order by f.id";
    private static final String WEEKLY = "select weekday, cast(start as char), cast(end as char) from billing.billing_peaktime_weekdays "
            + "where billing_profile_id = ?";
    private static final String SPECIAL = "select start, end from billing.billing_peaktime_special where billing_profile_id = ?";

    private TariffQuery() {}

    private static String rate(String peak) {
        return "f.%1$s_init_rate, f.%1$s_init_interval, f.%1$s_follow_rate, f.%1$s_follow_interval, f.%1$s_use_free_time, f.%1$s_extra_rate, "
                .formatted(peak) + "f.%s_extra_second".formatted(peak);
    }

    /** Blocks. Empty if there is no such profile; one that is terminated still has its fees. */
    public static Optional<Tariff> read(Connection connection, long profile) throws SQLException {
        try (PreparedStatement statement = prepared(connection, PROFILE, profile); ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(read(connection, profile, row)) : Optional.empty();
        }
    }

    private static Tariff read(Connection connection, long profile, ResultSet row) throws SQLException {
        Map<Tariff.Key, List<Fee>> fees = fees(connection, profile);
        Map<Tariff.Key, FeeTable> tables = new HashMap<>();
        fees.forEach((key, of) -> tables.put(key, new FeeTable(of)));
        boolean carriers = fees.values().stream().flatMap(List::stream)
                .anyMatch(fee -> fee.mode() == Fee.Mode.EXACT_DESTINATION && fee.destination().startsWith("lnp"));
        return new Tariff(profile, row.getString(1), row.getBoolean(2), row.getBoolean(3), tables, peakTimes(connection, profile), carriers);
    }

    private static Map<Tariff.Key, List<Fee>> fees(Connection connection, long profile) throws SQLException {
        Map<Tariff.Key, List<Fee>> fees = new HashMap<>();
        try (PreparedStatement statement = prepared(connection, FEES, profile); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Optional<Tariff.Key> key = key(row.getString(1), row.getString(2));
                Optional<Fee.Mode> mode = Fee.Mode.of(row.getString(3));
                if (key.isPresent() && mode.isPresent()) {
                    fees.computeIfAbsent(key.get(), _ -> new ArrayList<>()).add(new Fee(number(row, 6), number(row, 7), mode.get(), row.getString(4),
                            row.getString(5), rate(row, 8), rate(row, 15)));
                }
            }
        }
        return fees;
    }

    private static Optional<Tariff.Key> key(String kind, String direction) {
        return Arrays.stream(FeeQuestion.Kind.values()).filter(known -> known.column().equals(kind)).findFirst()
                .flatMap(of -> Arrays.stream(FeeQuestion.Direction.values()).filter(known -> known.column().equals(direction)).findFirst()
                        .map(way -> new Tariff.Key(of, way)));
    }

    private static Rate rate(ResultSet row, int at) throws SQLException {
        BigDecimal extra = row.getBigDecimal(at + 5);
        return Rate.perSecond(row.getBigDecimal(at), row.getLong(at + 1), row.getBigDecimal(at + 2), row.getLong(at + 3), row.getBoolean(at + 4),
                extra, number(row, at + 6));
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static PeakTimes peakTimes(Connection connection, long profile) throws SQLException {
        List<PeakTimes.Weekly> weekly = new ArrayList<>();
        try (PreparedStatement statement = prepared(connection, WEEKLY, profile); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (row.getInt(1) < DayOfWeek.values().length) {
                    weekly.add(new PeakTimes.Weekly(DayOfWeek.of(row.getInt(1) + 1), second(row.getString(2), 0), second(row.getString(3), DAY - 1) + 1));
                }
            }
        }
        List<PeakTimes.Special> special = new ArrayList<>();
        try (PreparedStatement statement = prepared(connection, SPECIAL, profile); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                special.add(new PeakTimes.Special(row.getObject(1, LocalDateTime.class), row.getObject(2, LocalDateTime.class).plusSeconds(1)));
            }
        }
        return new PeakTimes(weekly, special, ZoneId.systemDefault());
    }

    private static int second(@Nullable String time, int otherwise) { return time == null ? otherwise : LocalTime.parse(time).toSecondOfDay(); }

    private static PreparedStatement prepared(Connection connection, String sql, long profile) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setLong(1, profile);
        return statement;
    }
}
