package io.tandem.provisioning.preference;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.tandem.net.peer.IpNetwork;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One preference of the catalogue as one level may use it.
 * @param choices values of an enumeration; empty otherwise */
record Attribute(long id, String name, Kind kind, boolean many, List<String> choices) {
    private static final int VALUE_LENGTH = 128;
    private static final int BLOB_LENGTH = 8 << 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Names of values that journals, events and error messages do not repeat. */
    private static final Pattern SECRETS = Pattern.compile(".*_(pass|pin|secret)");
    private static final Set<String> NETWORKS = Set.of("allowed_ips", "man_allowed_ips");

    /** Type of the values. */
    enum Kind { BOOLEAN, INTEGER, TEXT, ENUMERATION, BLOB }

    static Kind kind(String dataType) {
        return switch (dataType) {
            case "boolean" -> Kind.BOOLEAN;
            case "int" -> Kind.INTEGER;
            case "enum" -> Kind.ENUMERATION;
            case "blob" -> Kind.BLOB;
            default -> Kind.TEXT;
        };
    }

    Optional<Reference> reference() {
        return Reference.of(name);
    }

    Field field() {
        FieldType type = type();
        Field field = many ? Field.many(name, type) : Field.of(name, type);
        return SECRETS.matcher(name).matches() ? field.secret() : field;
    }

    private FieldType type() {
        if (reference().isPresent()) {
            return new FieldType.Text(VALUE_LENGTH);
        }
        return switch (kind) {
            case BOOLEAN -> new FieldType.Flag();
            case INTEGER -> new FieldType.Whole();
            case TEXT -> new FieldType.Text(VALUE_LENGTH);
            case ENUMERATION -> new FieldType.Choice(choices);
            case BLOB -> new FieldType.Group(List.of(Field.text("content_type", VALUE_LENGTH).orElse("application/data"),
                Field.text("data", BLOB_LENGTH).required()));
        };
    }

    /** A stored value as JSON. */
    JsonNode json(String stored) {
        return switch (kind) {
            case BOOLEAN -> JSON.booleanNode(!stored.isEmpty() && !"0".equals(stored));
            case INTEGER -> stored.matches("-?\\d{1,18}") ? JSON.numberNode(Long.parseLong(stored)) : JSON.stringNode(stored);
            case TEXT, ENUMERATION, BLOB -> JSON.stringNode(stored);
        };
    }

    /** A value that {@link #field()} has let pass, as it is stored.
     * @throws ApiError 422 when its text cannot be right */
    String stored(JsonNode value) {
        String text = value.isBoolean() ? value.booleanValue() ? "1" : "0" : value.asString();
        if (NETWORKS.contains(name) && IpNetwork.of(text).isEmpty()) {
            throw ApiError.invalid(name, text, "Value must be an IP address or a network such as 192.0.2.0/24");
        }
        return text;
    }
}
