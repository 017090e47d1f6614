package io.tandem.provisioning.openapi;

import java.util.List;

import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Fields as JSON Schema, each with an example. */
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Schemas() {}

    /** Of an item as it is read and written. */
    static ObjectNode item(List<Field> fields) {
        ObjectNode schema = object(fields);
        schema.withObject("properties").set("id", typed("integer").put("readOnly", true));
        return schema;
    }

    /** What a client could send. */
    static ObjectNode example(List<Field> fields) {
        ObjectNode example = JSON.objectNode();
        fields.stream().filter(field -> !field.is(Field.Trait.READ_ONLY)).filter(field -> field.is(Field.Trait.REQUIRED) || field.fallback().isPresent())
            .forEach(field -> example.set(field.name(), example(field)));
        return example;
    }

    /** Of a query parameter: clients send text, but these are the values that find something. */
    static ObjectNode filter(FieldType type) {
        return switch (type) {
            case FieldType.Choice _, FieldType.Flag _ -> schema(type);
            default -> typed("string");
        };
    }

    static ObjectNode typed(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static ObjectNode object(List<Field> fields) {
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        for (Field field : fields) {
            properties.set(field.name(), property(field));
            if (field.is(Field.Trait.REQUIRED)) {
                schema.withArray("required").add(field.name());
            }
        }
        return schema;
    }

    private static ObjectNode property(Field field) {
        ObjectNode property = schema(field.type());
        if (field.is(Field.Trait.READ_ONLY)) {
            property.put("readOnly", true);
        }
        if (field.is(Field.Trait.SECRET)) {
            property.put("format", "password");
        }
        field.fallback().ifPresent(_ -> property.set("default", example(field)));
        field.reference().ifPresent(collection -> property.put("description", "id in /api/" + collection + "/"));
        return property;
    }

    private static ObjectNode schema(FieldType type) {
        return switch (type) {
            case FieldType.Text(int maxLength) -> typed("string").put("maxLength", maxLength);
            case FieldType.Whole _ -> typed("integer");
            case FieldType.Decimal _ -> typed("number");
            case FieldType.Flag _ -> typed("boolean");
            case FieldType.Choice(List<String> values) -> choice(values);
            case FieldType.Email _ -> typed("string").put("format", "email");
            case FieldType.Timestamp _ -> typed("string").put("example", "2026-11-23 15:00:00");
            case FieldType.Group(List<Field> fields) -> object(fields);
            case FieldType.Many(FieldType element) -> many(element);
        };
    }

    private static JsonNode example(Field field) {
        String given = field.fallback().orElse("");
        return switch (field.type()) {
            case FieldType.Text _ -> JSON.stringNode(given.isEmpty() ? field.name() : given);
            case FieldType.Whole _ -> JSON.numberNode(given.matches("-?\\d{1,9}") ? Integer.parseInt(given) : 1);
            case FieldType.Decimal _ -> JSON.numberNode(given.matches("-?\\d{1,9}") ? Integer.parseInt(given) : 1);
            case FieldType.Flag _ -> JSON.booleanNode("1".equals(given) || "true".equals(given));
            case FieldType.Choice(List<String> values) -> JSON.stringNode(given.isEmpty() ? values.isEmpty() ? "" : values.getFirst() : given);
            case FieldType.Email _ -> JSON.stringNode("someuser@example.com");
            case FieldType.Timestamp _ -> JSON.stringNode("2026-11-23 15:00:00");
            case FieldType.Group(List<Field> fields) -> example(fields);
            case FieldType.Many(FieldType element) -> JSON.arrayNode().add(example(Field.of(field.name(), element)));
        };
    }

    private static ObjectNode many(FieldType element) {
        ObjectNode schema = typed("array");
        schema.set("items", schema(element));
        return schema;
    }

    private static ObjectNode choice(List<String> values) {
        ObjectNode schema = typed("string");
        values.forEach(schema.putArray("enum")::add);
        return schema;
    }
}
