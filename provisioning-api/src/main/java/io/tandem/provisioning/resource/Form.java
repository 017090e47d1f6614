package io.tandem.provisioning.resource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads the loosely typed JSON of clients into strictly typed {@link Values}. Numbers may be strings, booleans {@code "1"}, {@code ""}, {@code 0};
 * what is not set may be missing, null, {@code ""} or {@code []}; unknown and read-only keys are dropped. All faulty fields are named in one error.
 */
public final class Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?)?");

    /** Written out, a number of more digits behind or zeros before the point is an attack. */
    private static final int MAX_SCALE = 64;

    private final List<Field> fields;

    public Form(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /** @throws ApiError 422 naming every field that fails */
    public Values read(ObjectNode body) {
        List<ApiError.Invalid> invalid = new ArrayList<>();
        Values values = read(body, "", invalid);
        if (!invalid.isEmpty()) {
            throw ApiError.invalid(invalid);
        }
        return values;
    }

    /** Fields with files beside them. */
    public Values read(ObjectNode body, Map<String, Resource.Document> files) {
        return new Values(read(body).fields(), files);
    }

    private Values read(ObjectNode body, String path, List<ApiError.Invalid> invalid) {
        ObjectNode read = JSON.objectNode();
        for (Field field : fields) {
            if (!field.is(Field.Trait.READ_ONLY)) {
                readField(field, body, path, invalid).ifPresent(value -> read.set(field.name(), value));
            }
        }
        return new Values(read);
    }

    private static Optional<JsonNode> readField(Field field, ObjectNode body, String path, List<ApiError.Invalid> invalid) {
        JsonNode given = body.path(field.name());
        try {
            if (!isUnset(given)) {
                return Optional.of(coerce(field, field.type(), given, path, invalid));
            }
            if (field.is(Field.Trait.REQUIRED)) {
                throw new Refused(field.label() + " field is required");
            }
            return field.fallback().map(text -> coerce(field, field.type(), JSON.stringNode(text), path, invalid));
        } catch (Refused refused) {
            String input = field.is(Field.Trait.SECRET) ? Field.MASK : shown(given);
            invalid.add(new ApiError.Invalid(path + field.name(), input, refused.getMessage()));
            return Optional.empty();
        }
    }

    /** Missing, null, an empty string and an empty array all mean: not set. */
    static boolean isUnset(JsonNode given) {
        return given.isMissingNode() || given.isNull() || given.isString() && given.stringValue().isEmpty() || given.isArray() && given.isEmpty();
    }

    private static JsonNode coerce(Field field, FieldType type, JsonNode given, String path, List<ApiError.Invalid> invalid) {
        return switch (type) {
            case FieldType.Text(int maxLength) -> text(given, maxLength);
            case FieldType.Whole _ -> whole(given);
            case FieldType.Decimal _ -> decimal(given);
            case FieldType.Flag _ -> flag(given);
            case FieldType.Choice(List<String> values) -> choice(given, values);
            case FieldType.Email _ -> matching(given, EMAIL, field.label() + " should be of the format someuser@example.com");
            case FieldType.Timestamp _ -> matching(given, TIMESTAMP, "Value must be YYYY-MM-DD HH:MM:SS");
            case FieldType.Group(List<Field> fields) -> group(field, fields, given, path, invalid);
            case FieldType.Many(FieldType element) -> many(field, element, given, path, invalid);
        };
    }

    private static JsonNode group(Field field, List<Field> fields, JsonNode given, String path, List<ApiError.Invalid> invalid) {
        if (given instanceof ObjectNode object) {
            return new Form(fields).read(object, path + field.name() + ".", invalid).fields();
        }
        field.misshapen().ifPresent(text -> {
            throw ApiError.unprocessable(text);
        });
        throw new Refused("Value must be an object");
    }

    private static JsonNode many(Field field, FieldType element, JsonNode given, String path, List<ApiError.Invalid> invalid) {
        if (!given.isArray() && field.misshapen().isPresent()) {
            throw ApiError.unprocessable(field.misshapen().get());
        }
        ArrayNode read = JSON.arrayNode();
        Iterable<JsonNode> elements = given instanceof ArrayNode array ? array.values() : List.of(given);
        for (JsonNode each : elements) {
            if (!isUnset(each)) {
                read.add(coerce(field, element, each, path, invalid));
            }
        }
        return read;
    }

    private static StringNode text(JsonNode given, int maxLength) {
        String text = scalar(given);
        if (text.length() > maxLength) {
            throw new Refused("Field should not exceed %d characters. You entered %d".formatted(maxLength, text.length()));
        }
        return StringNode.valueOf(text);
    }

    private static LongNode whole(JsonNode given) {
        String text = given.isBoolean() ? given.booleanValue() ? "1" : "0" : scalar(given).strip();
        if (!WHOLE.matcher(text).matches()) {
            throw new Refused("Value must be an integer");
        }
        return LongNode.valueOf(Long.parseLong(text));
    }

    private static DecimalNode decimal(JsonNode given) {
        String text = scalar(given).strip();
        if (!DECIMAL.matcher(text).matches()) {
            throw new Refused("Value must be a number");
        }
        return DecimalNode.valueOf(new BigDecimal(text));
    }

    private static BooleanNode flag(JsonNode given) {
        return switch (scalar(given)) {
            case "1", "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "0", "false", "False", "FALSE" -> BooleanNode.FALSE;
            default -> throw new Refused("Value must be a boolean");
        };
    }

    private static StringNode choice(JsonNode given, List<String> values) {
        String text = scalar(given);
        if (!values.contains(text)) {
            throw new Refused("'" + text + "' is not a valid value");
        }
        return StringNode.valueOf(text);
    }

    private static StringNode matching(JsonNode given, Pattern pattern, String error) {
        StringNode text = text(given, 255);
        if (!pattern.matcher(text.stringValue()).matches()) {
            throw new Refused(error);
        }
        return text;
    }

    private static String scalar(JsonNode given) {
        if (given.isString()) {
            return given.stringValue();
        }
        if (given.isBoolean()) {
            return given.booleanValue() ? "1" : "0";
        }
        if (given.isIntegralNumber()) {
            return given.bigIntegerValue().toString();
        }
        if (given.isNumber() && Math.abs(given.decimalValue().scale()) <= MAX_SCALE) {
            return given.decimalValue().toPlainString();
        }
        throw new Refused(given.isNumber() ? "Value is out of range" : "Value must be a scalar");
    }

    private static String shown(JsonNode given) {
        return given.isMissingNode() || given.isNull() ? "" : given.isString() ? given.stringValue() : given.toString();
    }

    /** One value that cannot be read; becomes an {@link ApiError.Invalid}. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String error;

        Refused(String error) {
            super(error, null, false, false);
            this.error = error;
        }

        @Override
        public String getMessage() {
            return error;
        }
    }
}
