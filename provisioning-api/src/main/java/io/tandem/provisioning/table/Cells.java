package io.tandem.provisioning.table;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.TimeFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One value of a result row as JSON. */
public final class Cells {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Cells() {}

    public static JsonNode read(ResultSet row, int index, FieldType type) throws SQLException {
        Object value = row.getObject(index);
        if (value == null) {
            return JSON.nullNode();
        }
        return switch (type) {
            case FieldType.Text _, FieldType.Email _, FieldType.Choice _ -> JSON.stringNode(row.getString(index));
            case FieldType.Whole _ -> JSON.numberNode(row.getLong(index));
            case FieldType.Flag _ -> JSON.booleanNode(row.getBoolean(index));
            case FieldType.Decimal _ -> JSON.numberNode(row.getBigDecimal(index));
            case FieldType.Timestamp _ -> JSON.stringNode(moment(value));
            case FieldType.Group _, FieldType.Many _ -> throw new IllegalStateException("column " + index + " holds no scalar");
        };
    }

    /** Date columns have seconds; call records keep epoch seconds with three digits behind the point. */
    private static String moment(Object value) {
        return switch (value) {
            case LocalDateTime time -> TimeFormat.SECONDS.format(time);
            case Timestamp time -> TimeFormat.SECONDS.format(time.toLocalDateTime());
            case BigDecimal epochSeconds -> TimeFormat.MILLIS.format(
                LocalDateTime.ofInstant(Instant.ofEpochMilli(epochSeconds.movePointRight(3).longValue()), ZoneOffset.UTC));
            default -> throw new IllegalStateException(value.getClass() + " is no time");
        };
    }
}
