package io.tandem.provisioning.preference;

import java.util.List;
import java.util.Set;

import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One preference of the catalogue as one level may use it.
 * @param choices values of an enumeration; empty otherwise */
record Attribute(long id, String name, Kind kind, boolean many, List<String> choices) {
    private static final int VALUE_LENGTH = 128;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Names an object of another resource; those resources do not exist yet, so no name can be right. */
    private static final Set<String> REFERENCES = Set.of("rewrite_rule_set", "header_rule_set", "sound_set", "contract_sound_set", "ncos", "adm_ncos",
        "adm_cf_ncos", "ncos_set", "adm_ncos_set", "adm_cf_ncos_set", "emergency_mapping_container");

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

    boolean isReference() {
        return REFERENCES.contains(name);
    }

    Field field() {
        FieldType type = type();
        return many ? Field.many(name, type) : Field.of(name, type);
    }

    private FieldType type() {
        if (isReference()) {
            return new FieldType.Text(VALUE_LENGTH);
        }
        return switch (kind) {
            case BOOLEAN -> new FieldType.Flag();
            case INTEGER -> new FieldType.Whole();
            case TEXT -> new FieldType.Text(VALUE_LENGTH);
            case ENUMERATION -> new FieldType.Choice(choices);
            case BLOB -> new FieldType.Group(List.of(Field.text("content_type", VALUE_LENGTH).orElse("application/data"),
                Field.text("data", 8 << 20).required()));
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

    /** A checked value as it is stored. */
    static String stored(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() ? "1" : "0" : value.asString();
    }
}
