package io.tandem.provisioning.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.tandem.provisioning.resource.ApiError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Patch (RFC 6902) with the grammar errors of {@code provisioning.md} §1.5 and two extensions: {@code add} with {@code "mode":"append"} adds
 * to an array, {@code remove} with {@code "value"} takes the elements of that content out of an array, with {@code "index"} only that one of them.
 */
public final class JsonPatch {
    private static final Map<String, Set<String>> KEYS = Map.of(
        "replace", Set.of("op", "path", "value"), "add", Set.of("op", "path", "value"), "test", Set.of("op", "path", "value"),
        "remove", Set.of("op", "path"), "copy", Set.of("op", "path", "from"), "move", Set.of("op", "path", "from"));
    private static final Map<String, Set<String>> EXTENSIONS = Map.of("add", Set.of("mode"), "remove", Set.of("value", "index"));

    private final List<ObjectNode> steps;

    private JsonPatch(List<ObjectNode> steps) {
        this.steps = List.copyOf(steps);
    }

    /** @throws ApiError 400 when it is no patch or uses an operation that the resource does not take */
    public static JsonPatch of(JsonNode body, Set<String> allowedOps) {
        if (!(body instanceof ArrayNode array)) {
            throw ApiError.badRequest("Body for PATCH must be an array.");
        }
        List<ObjectNode> steps = new ArrayList<>();
        for (JsonNode step : array.values()) {
            steps.add(checked(step, allowedOps));
        }
        return new JsonPatch(steps);
    }

    private static ObjectNode checked(JsonNode step, Set<String> allowedOps) {
        if (!(step instanceof ObjectNode object) || !object.path("op").isString()) {
            throw ApiError.badRequest("PATCH element must have an 'op' field.");
        }
        String op = object.path("op").stringValue();
        Set<String> needed = KEYS.get(op);
        if (needed == null || !allowedOps.contains(op)) {
            throw ApiError.badRequest("Invalid PATCH op '%s', must be one of %s".formatted(op, new TreeSet<>(allowedOps)));
        }
        Set<String> missing = new TreeSet<>(needed);
        missing.removeAll(object.propertyNames());
        if (!missing.isEmpty()) {
            throw ApiError.badRequest("Missing PATCH keys %s for op '%s'".formatted(missing, op));
        }
        for (String key : object.propertyNames()) {
            if (!needed.contains(key) && !EXTENSIONS.getOrDefault(op, Set.of()).contains(key)) {
                throw ApiError.badRequest("Invalid PATCH key '%s' for op '%s'".formatted(key, op));
            }
        }
        return object;
    }

    /** @throws ApiError 422 when a step does not fit the item */
    public ObjectNode applyTo(ObjectNode item) {
        ObjectNode patched = item.deepCopy();
        for (ObjectNode step : steps) {
            apply(step, patched);
        }
        return patched;
    }

    private static void apply(ObjectNode step, ObjectNode target) {
        JsonPointerPath path = pointer(step, "path");
        switch (step.path("op").stringValue()) {
            case "add"     -> add(path, target, step);
            case "replace" -> replace(path, target, step.path("value"));
            case "remove"  -> remove(path, target, step);
            case "copy"    -> path.put(target, pointer(step, "from").require(target).deepCopy());
            case "move"    -> move(path, pointer(step, "from"), target);
            default        -> test(path, target, step.path("value"));
        }
    }

    private static void add(JsonPointerPath path, ObjectNode target, ObjectNode step) {
        if ("append".equals(step.path("mode").asString("")) && path.require(target) instanceof ArrayNode array) {
            Iterable<JsonNode> more = step.path("value") instanceof ArrayNode several ? several.values() : List.of(step.path("value"));
            more.forEach(array::add);
        } else {
            path.put(target, step.path("value"));
        }
    }

    private static void replace(JsonPointerPath path, ObjectNode target, JsonNode value) {
        path.remove(target);
        path.put(target, value);
    }

    private static void remove(JsonPointerPath path, ObjectNode target, ObjectNode step) {
        if ((step.has("value") || step.has("index")) && path.require(target) instanceof ArrayNode array) {
            List<Integer> chosen = chosen(array, step);
            chosen.reversed().forEach(array::remove);
        } else {
            path.remove(target);
        }
    }

    /** Positions of the elements that a step takes out, ascending. */
    private static List<Integer> chosen(ArrayNode array, ObjectNode step) {
        List<Integer> alike = IntStream.range(0, array.size()).filter(i -> !step.has("value") || array.path(i).equals(step.path("value"))).boxed().toList();
        if (!step.has("index")) {
            return alike;
        }
        int index = step.path("index").asInt(-1);
        if (index < 0 || index >= alike.size()) {
            throw JsonPointerPath.unprocessable("index '%s' of '%s' does not exist".formatted(step.path("index").asString(""), step.path("path").asString("")));
        }
        return List.of(alike.get(index));
    }

    private static void move(JsonPointerPath path, JsonPointerPath from, ObjectNode target) {
        JsonNode value = from.require(target);
        from.remove(target);
        path.put(target, value);
    }

    private static void test(JsonPointerPath path, ObjectNode target, JsonNode value) {
        if (!path.require(target).equals(value)) {
            throw JsonPointerPath.unprocessable("test of '%s' failed".formatted(path));
        }
    }

    private static JsonPointerPath pointer(ObjectNode step, String key) {
        return JsonPointerPath.of(step.path(key).asString(""));
    }
}
