package io.tandem.provisioning.table;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.TimeFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One value of a result row as JSON. */
public final class Cells {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Cells() {}

    public static JsonNode read(ResultSet row, int index, FieldType type) throws SQLException {
        return switch (type) {
            case FieldType.Text _, FieldType.Email _, FieldType.Choice _ -> orNull(row.getString(index), JSON::stringNode);
            case FieldType.Whole _ -> {
                long value = row.getLong(index);
                yield row.wasNull() ? JSON.nullNode() : JSON.numberNode(value);
            }
            case FieldType.Flag _ -> {
                boolean value = row.getBoolean(index);
                yield row.wasNull() ? JSON.nullNode() : JSON.booleanNode(value);
            }
            case FieldType.Decimal _ -> orNull(row.getBigDecimal(index), JSON::numberNode);
            case FieldType.Timestamp _ -> orNull(row.getObject(index), value -> JSON.stringNode(moment(value)));
            case FieldType.Group _, FieldType.Many _ -> throw new IllegalStateException("column " + index + " holds no scalar");
        };
    }

    private static <T> JsonNode orNull(@Nullable T value, Function<T, JsonNode> node) {
        return value == null ? JSON.nullNode() : node.apply(value);
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
