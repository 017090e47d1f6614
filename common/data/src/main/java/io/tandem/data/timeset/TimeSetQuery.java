package io.tandem.data.timeset;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

import io.tandem.data.timeset.CalendarPeriod.Column;
import io.tandem.data.timeset.CalendarPeriod.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads time sets. A period that somebody spoiled behind the API's back is left out with a warning: it holds never. */
public enum TimeSetQuery {
    /** Sets of resellers, for NCOS levels and peering groups: periods recur as in iCalendar. */
    GENERAL("select id, start, end, freq, until, count, `interval`, bysecond, byminute, byhour, byday, bymonthday, byyearday, byweekno, bymonth, bysetpos "
            + "from provisioning.voip_time_periods where time_set_id = ? order by id", "/api/timesets/") {
        @Override TimePeriod period(ResultSet row) throws SQLException {
            LocalDateTime start = row.getObject("start", LocalDateTime.class);
            Optional<LocalDateTime> end = moment(row, "end");
            String frequency = row.getString("freq");
            return frequency == null ? new SinglePeriod(start, end) : recurring(row, start, end, Frequency.valueOf(frequency.toUpperCase(Locale.ROOT)));
        }
    },
    /** Sets of call forwards: periods are ranges of the calendar. */
    CALL_FORWARD("select id, year, month, mday, wday, hour, minute from provisioning.voip_cf_periods where time_set_id = ? order by id", "/api/cftimesets/") {
        @Override TimePeriod period(ResultSet row) throws SQLException {
            List<Part> parts = new ArrayList<>();
            for (Column column : Column.values()) {
                String text = row.getString(column.name().toLowerCase(Locale.ROOT));
                if (text != null && !text.isBlank()) parts.add(Part.parse(column, text));
            }
            return new CalendarPeriod(parts);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(TimeSetQuery.class);

    private final String sql;
    private final String resource;

    TimeSetQuery(String sql, String resource) {
        this.sql = sql;
        this.resource = resource;
    }

    /** @throws IllegalArgumentException if the row cannot be understood */
    abstract TimePeriod period(ResultSet row) throws SQLException;

    /** The set with this id; {@link TimeSet#NEVER} alike if it is gone. Blocks. */
    public TimeSet read(Connection connection, int id) throws SQLException {
        List<TimePeriod> periods = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) add(row, periods);
            }
        }
        return new TimeSet(periods);
    }

    private void add(ResultSet row, List<TimePeriod> periods) throws SQLException {
        try {
            periods.add(period(row));
        } catch (IllegalArgumentException | DateTimeException spoiled) {
            LOG.warn("period {} never holds, correct its time set at {}: {}", row.getLong("id"), resource, spoiled.getMessage());
        }
    }

    private static TimePeriod recurring(ResultSet row, LocalDateTime start, Optional<LocalDateTime> end, Frequency frequency) throws SQLException {
        Parts parts = new Parts(numbers(row, "bysecond", 0, 59), numbers(row, "byminute", 0, 59), numbers(row, "byhour", 0, 23),
                list(row, "byday", NthDay::parse), numbers(row, "bymonthday", -31, 31), numbers(row, "byyearday", -366, 366),
                numbers(row, "byweekno", -53, 53), numbers(row, "bymonth", 1, 12), numbers(row, "bysetpos", -366, 366));
        int interval = row.getInt("interval"); // 0 if null
        int count = row.getInt("count");
        Recurrence starts = new Recurrence(start, frequency, interval == 0 ? 1 : interval, moment(row, "until"), parts)
                .counting(count == 0 ? OptionalInt.empty() : OptionalInt.of(count));
        return new RecurringPeriod(starts, Duration.between(start, end.orElseGet(() -> frequency.unitEnd(start))));
    }

    private static Optional<LocalDateTime> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class));
    }

    private static List<Integer> numbers(ResultSet row, String column, int least, int most) throws SQLException {
        return list(row, column, text -> {
            int number = Integer.parseInt(text);
            if (number < least || number > most) throw new IllegalArgumentException(column + " " + number + " is not within " + least + " and " + most);
            return number;
        });
    }

    private static <T> List<T> list(ResultSet row, String column, Function<String, T> parse) throws SQLException {
        String stored = row.getString(column);
        return stored == null || stored.isBlank() ? List.of()
                : Arrays.stream(stored.toUpperCase(Locale.ROOT).split(",", -1)).map(String::strip).map(parse).toList();
    }
}
