package io.tandem.provisioning.rest;

import java.util.Locale;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Media types in and out. */
final class MediaTypes {
    static final String JSON = "application/json";
    static final String JSON_PATCH = "application/json-patch+json";

    private static final String HAL = "application/hal+json";
    private static final String HAL_REPLY = HAL + "; profile=\"" + Hal.PROFILE + "\"; charset=utf-8";

    private MediaTypes() {}

    /** The JSON object of a POST or PUT. */
    static ObjectNode object(Request request) {
        requireBodyOf(request, JSON, HAL);
        if (Json.read(request.body()) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("The entity could not be processed: the body must be a JSON object.");
    }

    /** The operations of a PATCH. */
    static JsonNode patch(Request request) {
        requireBodyOf(request, JSON_PATCH, JSON_PATCH);
        return Json.read(request.body());
    }

    private static void requireBodyOf(Request request, String accepted, String alsoAccepted) {
        if (request.header("Link").isPresent()) {
            throw ApiError.badRequest("The request must not contain 'Link' headers. Instead assert relationships in the entity body.");
        }
        String given = request.header("Content-Type").orElse("");
        String type = given.toLowerCase(Locale.ROOT);
        if (!type.startsWith(accepted) && !type.startsWith(alsoAccepted) || JSON.equals(accepted) && type.startsWith(JSON_PATCH)) {
            throw ApiError.unsupportedMediaType(given, accepted);
        }
        if (request.body().length == 0) {
            throw ApiError.badRequest("This request is missing a message body.");
        }
    }

    static Reply item(Request request, int status, Declaration declaration, Item item) {
        return hal(request, status, Hal.item(declaration, item));
    }

    static Reply hal(Request request, int status, ObjectNode body) {
        boolean plain = request.header("Accept").filter(JSON::equals).isPresent();
        return Reply.of(status, plain ? JSON : HAL_REPLY, Json.write(body));
    }

    static Reply json(int status, ObjectNode body) {
        return Reply.of(status, JSON, Json.write(body));
    }

    static Reply error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("code", status).put("message", message));
    }
}
