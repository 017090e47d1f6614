package io.tandem.provisioning.openapi;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 document, made from the same declarations that serve the requests, so that it cannot fall behind. */
public final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private OpenApi() {}

    /** @param permitted what the reader may do with a resource */
    public static ObjectNode document(List<Resource> resources, Function<Resource, Set<Operation>> permitted) {
        ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Tandem REST API").put("version", "1")
            .put("description", "Provisioning of a Tandem switch. Items and collections are HAL; numbers may be sent as strings, unknown keys and "
                + "unknown query parameters are ignored. `x-roles` names who may do it.");
        document.putArray("servers").addObject().put("url", "/");
        document.putArray("security").addObject().putArray("basic");
        document.withArray("security").addObject().putArray("bearer");
        document.set("components", Components.of());
        for (Resource resource : resources) {
            Declaration declaration = resource.declaration();
            document.withObject("components").withObject("schemas").set(declaration.name(), Schemas.item(declaration.fields()));
            paths(document.withObject("paths"), new Paths(resource, permitted.apply(resource)), declaration);
        }
        document.withObject("paths").set("/api/events/stream", stream());
        return document;
    }

    private static void paths(ObjectNode all, Paths paths, Declaration declaration) {
        all.set(declaration.path(), paths.collection());
        if (paths.hasItems()) {
            all.set(declaration.path("{id}"), paths.item());
            if (declaration.journaled()) {
                all.set(declaration.path("{id}") + "/journal/", paths.journal());
            }
        }
    }

    private static ObjectNode stream() {
        ObjectNode path = JSON.objectNode();
        ObjectNode get = path.putObject("get").put("summary", "Events while they happen (server-sent events)");
        get.putArray("tags").add("events");
        get.putArray("parameters").addObject().put("name", "Last-Event-ID").put("in", "header").put("description", "sends what came after it first")
            .set("schema", Schemas.typed("string"));
        get.putObject("responses").putObject("200").put("description", "A stream that does not end").putObject("content").putObject("text/event-stream");
        Components.errors(get, 401, 403, 503);
        return path;
    }

    /** Media types of the bodies that a resource takes. */
    static List<String> bodyTypes(Resource resource) {
        return resource instanceof Resource.TakesFiles files ? files.bodyTypes() : resource instanceof Resource.TakesCsv ? List.of(MediaTypes.CSV) : List.of();
    }
}
