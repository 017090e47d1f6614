package io.tandem.data.portability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads what is known of a number: a point look-up for each of its beginnings, however many rows the table has. */
public final class LnpQuery {
    /** Longest number of the table. */
    private static final int LONGEST = 31;
    private static final String ROWS = "select n.id, n.number, n.routing_number, n.type, n.start, n.end, c.id, c.name, c.prefix, c.authoritative, "
            + "c.skip_rewrite from billing.lnp_numbers n join billing.lnp_providers c on c.id = n.lnp_provider_id where n.number in (%s)";

    private LnpQuery() {}

    /** Blocks. */
    public static LnpNumbers read(Connection connection, String number) throws SQLException {
        int beginnings = Math.min(number.length(), LONGEST);
        if (beginnings == 0) return LnpNumbers.NONE;
        List<LnpNumber> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ROWS.formatted(String.join(", ", Collections.nCopies(beginnings, "?"))))) {
            for (int length = 1; length <= beginnings; length++) statement.setString(length, number.substring(0, length));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) rows.add(number(row));
            }
        }
        return rows.isEmpty() ? LnpNumbers.NONE : new LnpNumbers(rows);
    }

    private static LnpNumber number(ResultSet row) throws SQLException {
        LnpCarrier carrier = new LnpCarrier(row.getInt(7), row.getString(8), row.getString(9), row.getBoolean(10), row.getBoolean(11));
        return new LnpNumber(row.getInt(1), row.getString(2), Optional.ofNullable(row.getString(3)).filter(routing -> !routing.isBlank()),
                Optional.ofNullable(row.getString(4)).orElse(""), utc(row, 5), utc(row, 6), carrier);
    }

    private static Optional<Instant> utc(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class)).map(time -> time.toInstant(ZoneOffset.UTC));
    }
}
