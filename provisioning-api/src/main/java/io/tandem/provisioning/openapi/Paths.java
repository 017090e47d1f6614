package io.tandem.provisioning.openapi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operations of one resource. */
final class Paths {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Resource resource;
    private final Declaration declaration;
    private final Set<Operation> permitted;

    Paths(Resource resource, Set<Operation> permitted) {
        this.resource = resource;
        this.declaration = resource.declaration();
        this.permitted = permitted;
    }

    boolean hasItems() {
        return permitted.stream().anyMatch(operation -> !operation.onCollection());
    }

    ObjectNode collection() {
        ObjectNode path = JSON.objectNode();
        if (permitted.contains(Operation.LIST)) {
            list(path);
        }
        if (permitted.contains(Operation.CREATE)) {
            create(path);
        }
        if (permitted.contains(Operation.CLEAR)) {
            ObjectNode clear = operation(path, "delete", Operation.CLEAR, "Deletes what the filters select");
            filters(clear);
            gone(clear);
        }
        return path;
    }

    ObjectNode item() {
        ObjectNode path = JSON.objectNode();
        withId(path);
        if (permitted.contains(Operation.READ)) {
            ObjectNode get = operation(path, "get", Operation.READ, "Reads one");
            Components.parameters(get, "expand", "soft_expand", "If-None-Match");
            reply(get, 200, "The item; ETag names its state", reference());
            Components.errors(get, 400, 404, 409);
        }
        if (permitted.contains(Operation.REPLACE)) {
            replace(path);
        }
        if (permitted.contains(Operation.DELETE)) {
            ObjectNode delete = operation(path, "delete", Operation.DELETE, "Deletes one");
            Components.parameters(delete, "If-Match");
            gone(delete);
            Components.errors(delete, 404, 412, 423);
        }
        return path;
    }

    ObjectNode journal() {
        ObjectNode path = JSON.objectNode();
        withId(path);
        ObjectNode get = operation(path, "get", Operation.READ, "What was written to it, the last behind /recent, one entry behind its id");
        Components.parameters(get, "page", "rows", "order_by_direction", "no_count");
        reply(get, 200, "Entries: operation, timestamp, username, role, tx_id and the content after it", Schemas.typed("object"));
        Components.errors(get, 404);
        return path;
    }

    private void list(ObjectNode path) {
        ObjectNode get = operation(path, "get", Operation.LIST, declaration.summary());
        if (resource instanceof Resource.Shows) {
            reply(get, 200, "One object", Schemas.typed("object"));
            if (resource instanceof Resource.ShowsFile files) {
                get.withObject("responses").withObject("200").withObject("content").putObject(files.fileType());
            }
            return;
        }
        Components.parameters(get, "page", "rows", "order_by", "order_by_direction", "no_count", "expand", "soft_expand");
        if (resource instanceof Resource.TellsTime) {
            Components.parameters(get, "tz", "use_owner_tz");
        }
        filters(get);
        reply(get, 200, "One page of the collection", page());
        if (resource instanceof Resource.GivesCsv) {
            get.withObject("responses").withObject("200").withObject("content").putObject(MediaTypes.CSV);
        }
        Components.errors(get, 400, 409);
    }

    private void create(ObjectNode path) {
        boolean action = resource instanceof Resource.Acts;
        ObjectNode post = operation(path, "post", Operation.CREATE, action ? declaration.summary() : "Creates one; Location names it");
        body(post);
        if (action) {
            reply(post, 200, "What came of it; some actions answer 201 or 204", Schemas.typed("object"));
        } else {
            Components.parameters(post, "Prefer", "Idempotency-Key");
            reply(post, 201, "Created; with Prefer: return=representation the item is the body", reference());
        }
        Components.errors(post, 400, 415, 422);
    }

    private void replace(ObjectNode path) {
        List<ObjectNode> writes = new ArrayList<>();
        if (!(resource instanceof Resource.Patches)) {
            ObjectNode put = operation(path, "put", Operation.REPLACE, "Replaces one; a missing field gets its default");
            body(put);
            writes.add(put);
        }
        ObjectNode patch = operation(path, "patch", Operation.REPLACE, "Changes one by JSON Patch: " + declaration.patchOps().stream().sorted().toList());
        ObjectNode steps = patch.putObject("requestBody").putObject("content").putObject(MediaTypes.JSON_PATCH);
        steps.set("schema", Schemas.typed("array"));
        declaration.fields().stream().filter(field -> !field.is(Field.Trait.READ_ONLY)).findFirst().ifPresent(field ->
            steps.putArray("example").addObject().put("op", "replace").put("path", "/" + field.name()).putNull("value"));
        writes.add(patch);
        for (ObjectNode write : writes) {
            Components.parameters(write, "Prefer", "If-Match");
            reply(write, 200, "With Prefer: return=representation the item", reference());
            write.withObject("responses").putObject("204").put("description", "Without it");
            Components.errors(write, 400, 404, 412, 415, 422);
        }
    }

    private void body(ObjectNode operation) {
        ObjectNode content = operation.putObject("requestBody").put("required", true).putObject("content");
        ObjectNode json = content.putObject(MediaTypes.JSON);
        json.set("schema", reference());
        json.set("example", Schemas.example(declaration.fields()));
        OpenApi.bodyTypes(resource).forEach(type -> content.putObject(type).set("schema", Schemas.typed("string").put("format", "binary")));
        if (resource instanceof Resource.TakesFiles) {
            ObjectNode form = content.putObject(MediaTypes.MULTIPART).putObject("schema").put("type", "object");
            form.putObject("properties").set("json", reference());
        }
    }

    private void filters(ObjectNode operation) {
        for (String name : declaration.filterNames()) {
            ObjectNode parameter = operation.withArray("parameters").addObject().put("name", name).put("in", "query")
                .put("description", "id".equals(name) ? "one or several, comma-separated" : "* is a wildcard; $null and $not_null ask whether it is set");
            parameter.set("schema", declaration.fields().stream().filter(field -> field.name().equals(name)).findFirst()
                .map(field -> Schemas.filter(field.type())).orElseGet(() -> Schemas.typed("string")));
        }
    }

    private ObjectNode operation(ObjectNode path, String method, Operation operation, String summary) {
        ObjectNode described = path.putObject(method).put("summary", summary);
        described.putArray("tags").add(declaration.name());
        Arrays.stream(Role.values()).filter(role -> declaration.access().permits(role, operation)).map(Role::label)
            .forEach(described.putArray("x-roles")::add);
        Components.errors(described, 401, 403);
        return described;
    }

    private static void withId(ObjectNode path) {
        path.putArray("parameters").addObject().put("name", "id").put("in", "path").put("required", true).set("schema", Schemas.typed("string"));
    }

    private static void gone(ObjectNode operation) {
        operation.withObject("responses").putObject("204").put("description", "Gone");
    }

    private static void reply(ObjectNode operation, int status, String description, ObjectNode schema) {
        operation.withObject("responses").putObject(Integer.toString(status)).put("description", description)
            .putObject("content").putObject(MediaTypes.HAL).set("schema", schema);
    }

    private ObjectNode page() {
        ObjectNode page = Schemas.typed("object");
        ObjectNode items = Schemas.typed("array");
        items.set("items", reference());
        page.putObject("properties").set("total_count", Schemas.typed("integer"));
        page.withObject("properties").putObject("_embedded").put("type", "object").putObject("properties").set("ngcp:" + declaration.name(), items);
        return page;
    }

    private ObjectNode reference() {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + declaration.name());
    }
}
