package io.tandem.provisioning.rest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import io.tandem.provisioning.message.Json;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.openapi.OpenApi;
import io.tandem.provisioning.openapi.SwaggerUi;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Resource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/} itself: the browsable page, the OpenAPI document, a map of all resources, OPTIONS with their links. */
final class ApiIndex {
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS");

    private final List<Resource> resources;

    ApiIndex(List<Resource> resources) {
        this.resources = resources;
    }

    Reply handle(Request request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> read(request);
            case "OPTIONS" -> options(request.caller());
            default -> Methods.notAllowed(request, METHODS);
        };
    }

    private Reply read(Request request) {
        if (request.parameter("swagger").isPresent()) {
            ObjectNode document = OpenApi.document(shown(request.caller()), resource -> Methods.permitted(resource, request.caller()));
            return request.parameter("swagger").filter("yml"::equals).isPresent() ? yaml(document) : MediaTypes.json(200, document);
        }
        String accept = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        return accept.contains("text/html") ? SwaggerUi.page() : MediaTypes.json(200, map(request.caller()));
    }

    private static Reply yaml(ObjectNode document) {
        DumperOptions block = new DumperOptions();
        block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        String text = new Yaml(block).dump(Json.tree(document));
        return Reply.of(200, "application/yaml; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a caller may do nothing with he does not see. */
    private List<Resource> shown(Caller caller) {
        return resources.stream().filter(resource -> !Methods.permitted(resource, caller).isEmpty()).toList();
    }

    private Reply options(Caller caller) {
        Reply reply = Methods.options(METHODS);
        for (Resource resource : shown(caller)) {
            Declaration declaration = resource.declaration();
            reply = reply.with("Link", "<%s>; rel=\"collection %s%s\"".formatted(declaration.path(), Hal.RELATION, declaration.name()));
        }
        return reply;
    }

    private ObjectNode map(Caller caller) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (Resource resource : shown(caller)) {
            Declaration declaration = resource.declaration();
            ObjectNode entry = map.putObject(declaration.name());
            entry.put("href", declaration.path());
            Methods.ofCollection(resource, caller).forEach(entry.putArray("actions")::add);
            Methods.ofItem(resource, caller).forEach(entry.putArray("item_actions")::add);
            declaration.fields().stream().map(Field::name).forEach(entry.putArray("fields")::add);
            declaration.orderNames().forEach(entry.putArray("sorting_cols")::add);
            declaration.filterNames().forEach(entry.putArray("query_params")::add);
        }
        return map;
    }
}
