package io.tandem.provisioning.openapi;

import java.util.LinkedHashMap;
import java.util.Map;

import io.tandem.provisioning.message.MediaTypes;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What operations have in common: errors, query parameters of collections, headers. */
final class Components {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<Integer, String[]> ERRORS = new LinkedHashMap<>();
    private static final Map<String, String[]> PARAMETERS = new LinkedHashMap<>();

    static {
        error(400, "Malformed JSON, id, page, rows or patch", "Invalid id 'x' in request URI");
        error(401, "Credentials are missing or wrong", "Authorization required");
        error(403, "Not for this role, or banned", "Invalid user");
        error(404, "Not there, or not the caller's", "Entity 'customer' not found.");
        error(409, "expand names no reference", "Invalid 'expand' field 'x'.");
        error(412, "Changed by somebody else since If-Match", "The item was changed by somebody else: its entity tag is W/\"1\", If-Match names W/\"0\".");
        error(415, "Media type", "Unsupported media type 'text/plain', accepting application/json only.");
        error(422, "A value does not fit", "Validation failed. field='email', input='x', errors='Email should be of the format someuser@example.com'");
        error(423, "In use", "Contact is still in use.");
        error(503, "A database is away, or too many listen", "");
        parameter("page", "query", "1 is the first");
        parameter("rows", "query", "items of a page, 10 if not given, at most 5000");
        parameter("order_by", "query", "a field; id if not given");
        parameter("order_by_direction", "query", "asc or desc");
        parameter("no_count", "query", "1 leaves total_count out");
        parameter("expand", "query", "references whose items are put beside them, comma-separated, with dots deeper, or all");
        parameter("soft_expand", "query", "1 ignores names in expand that are no references");
        parameter("tz", "query", "time zone of the times shown");
        parameter("use_owner_tz", "query", "1 shows times in the zone of the owner");
        parameter("Prefer", "header", "return=representation answers with the item, else there is no body");
        parameter("If-Match", "header", "entity tag that the item must still have");
        parameter("If-None-Match", "header", "entity tag that the client has; 304 when the item still has it");
        parameter("Idempotency-Key", "header", "a repetition with it within 24 hours creates nothing");
    }

    private Components() {}

    static ObjectNode of() {
        ObjectNode components = JSON.objectNode();
        components.putObject("securitySchemes").putObject("basic").put("type", "http").put("scheme", "basic");
        components.withObject("securitySchemes").putObject("bearer").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        ObjectNode error = Schemas.typed("object");
        error.putObject("properties").set("code", Schemas.typed("integer"));
        error.withObject("properties").set("message", Schemas.typed("string"));
        components.putObject("schemas").set("Error", error);
        PARAMETERS.forEach((name, text) -> components.withObject("parameters").putObject(name).put("name", name).put("in", text[0])
            .put("description", text[1]).set("schema", Schemas.typed("string")));
        ERRORS.forEach((status, text) -> components.withObject("responses").set("Error" + status, response(status, text)));
        return components;
    }

    static void errors(ObjectNode operation, int... statuses) {
        for (int status : statuses) {
            operation.withObject("responses").putObject(Integer.toString(status)).put("$ref", "#/components/responses/Error" + status);
        }
    }

    static void parameters(ObjectNode operation, String... names) {
        for (String name : names) {
            operation.withArray("parameters").addObject().put("$ref", "#/components/parameters/" + name);
        }
    }

    private static ObjectNode response(int status, String[] text) {
        ObjectNode response = JSON.objectNode().put("description", text[0]);
        if (!text[1].isEmpty()) {
            ObjectNode content = response.putObject("content").putObject(MediaTypes.JSON);
            content.putObject("schema").put("$ref", "#/components/schemas/Error");
            content.putObject("example").put("code", status).put("message", text[1]);
        }
        return response;
    }

    private static void error(int status, String description, String example) {
        ERRORS.put(status, new String[] {description, example});
    }

    private static void parameter(String name, String place, String description) {
        PARAMETERS.put(name, new String[] {place, description});
    }
}
