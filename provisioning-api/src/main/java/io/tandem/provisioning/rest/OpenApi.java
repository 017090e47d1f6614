package io.tandem.provisioning.rest;

import java.util.List;
import java.util.Set;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 document, made from the same declarations that serve the requests, so that it cannot fall behind. */
final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HAL_JSON = "application/hal+json";

    private OpenApi() {}

    /** What a caller may do. */
    static ObjectNode document(List<Resource> resources, Caller caller) {
        ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Tandem REST API").put("version", "1")
            .put("description", "Provisioning of a Tandem switch. Items and collections are HAL; numbers may be sent as strings.");
        document.putArray("servers").addObject().put("url", "/");
        document.putArray("security").addObject().putArray("basic");
        ObjectNode components = document.putObject("components");
        components.putObject("securitySchemes").putObject("basic").put("type", "http").put("scheme", "basic");
        components.putObject("schemas").set("Error", error());
        for (Resource resource : resources) {
            Declaration declaration = resource.declaration();
            components.withObject("schemas").set(declaration.name(), object(declaration.fields()));
            Set<Operation> permitted = Methods.permitted(resource, caller);
            document.withObject("paths").set(declaration.path(), collection(declaration, permitted));
            if (permitted.stream().anyMatch(operation -> !operation.onCollection())) {
                document.withObject("paths").set(declaration.path("{id}"), item(declaration, permitted));
            }
        }
        return document;
    }

    private static ObjectNode collection(Declaration declaration, Set<Operation> permitted) {
        ObjectNode path = JSON.objectNode();
        if (permitted.contains(Operation.LIST)) {
            list(path, declaration);
        }
        if (permitted.contains(Operation.CLEAR)) {
            operation(path, "delete", declaration, "Deletes what the filters select").withObject("responses").putObject("204").put("description", "Gone");
        }
        if (permitted.contains(Operation.CREATE)) {
            ObjectNode post = operation(path, "post", declaration, "Creates one; Location names it");
            requestBody(post, declaration, MediaTypes.JSON);
            reply(post, 201, "Created; with Prefer: return=representation the item is the body", declaration);
        }
        return path;
    }

    private static void list(ObjectNode path, Declaration declaration) {
        ObjectNode get = operation(path, "get", declaration, declaration.summary());
        for (String name : List.of("page", "rows", "order_by", "order_by_direction", "no_count")) {
            get.withArray("parameters").add(query(name));
        }
        declaration.filterNames().forEach(name -> get.withArray("parameters").add(query(name)));
        reply(get, 200, "One page of the collection", declaration);
    }

    private static ObjectNode item(Declaration declaration, Set<Operation> permitted) {
        ObjectNode path = JSON.objectNode();
        path.putArray("parameters").addObject().put("name", "id").put("in", "path").put("required", true).putObject("schema").put("type", "string");
        if (permitted.contains(Operation.READ)) {
            reply(operation(path, "get", declaration, "Reads one"), 200, "The item", declaration);
        }
        if (permitted.contains(Operation.REPLACE)) {
            ObjectNode put = operation(path, "put", declaration, "Replaces one; a missing field gets its default");
            requestBody(put, declaration, MediaTypes.JSON);
            reply(put, 200, "With Prefer: return=representation the item; else 204", declaration);
            ObjectNode patch = operation(path, "patch", declaration, "Changes one by JSON Patch: " + declaration.patchOps().stream().sorted().toList());
            patch.putObject("requestBody").putObject("content").putObject(MediaTypes.JSON_PATCH).putObject("schema").put("type", "array");
            reply(patch, 200, "With Prefer: return=representation the item; else 204", declaration);
        }
        if (permitted.contains(Operation.DELETE)) {
            operation(path, "delete", declaration, "Deletes one").withObject("responses").putObject("204").put("description", "Gone");
        }
        return path;
    }

    private static ObjectNode operation(ObjectNode path, String method, Declaration declaration, String summary) {
        ObjectNode operation = path.putObject(method).put("summary", summary);
        operation.putArray("tags").add(declaration.name());
        ObjectNode error = operation.putObject("responses").putObject("default").put("description", "Refused");
        error.putObject("content").putObject(MediaTypes.JSON).putObject("schema").put("$ref", "#/components/schemas/Error");
        return operation;
    }

    private static void requestBody(ObjectNode operation, Declaration declaration, String type) {
        operation.putObject("requestBody").put("required", true).putObject("content").putObject(type).set("schema", reference(declaration));
    }

    private static void reply(ObjectNode operation, int status, String description, Declaration declaration) {
        ObjectNode reply = operation.withObject("responses").putObject(Integer.toString(status)).put("description", description);
        reply.putObject("content").putObject(HAL_JSON).set("schema", reference(declaration));
    }

    private static ObjectNode reference(Declaration declaration) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + declaration.name());
    }

    private static ObjectNode query(String name) {
        ObjectNode parameter = JSON.objectNode().put("name", name).put("in", "query");
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static ObjectNode object(List<Field> fields) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (Field field : fields) {
            ObjectNode property = schema(field.type());
            if (field.is(Field.Trait.READ_ONLY)) {
                property.put("readOnly", true);
            }
            field.fallback().ifPresent(value -> property.put("default", value));
            properties.set(field.name(), property);
            if (field.is(Field.Trait.REQUIRED)) {
                schema.withArray("required").add(field.name());
            }
        }
        return schema;
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

    private static ObjectNode typed(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static ObjectNode error() {
        ObjectNode schema = typed("object");
        schema.putObject("properties").set("code", typed("integer"));
        schema.withObject("properties").set("message", typed("string"));
        return schema;
    }
}
