package io.tandem.provisioning.message;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The media types of the API and replies in them. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String JSON_PATCH = "application/json-patch+json";
    public static final String HAL = "application/hal+json";
    public static final String CSV = "text/csv";
    public static final String MULTIPART = "multipart/form-data";

    /** Profile of all HAL documents here; relations are its fragments. */
    public static final String PROFILE = "http://purl.org/sipwise/ngcp-api/";

    private static final String HAL_REPLY = HAL + "; profile=\"" + PROFILE + "\"; charset=utf-8";

    private MediaTypes() {}

    /** HAL, called plain JSON for who accepts exactly that. */
    public static Reply hal(Request request, int status, ObjectNode body) {
        boolean plain = request.header("Accept").filter(JSON::equals).isPresent();
        return Reply.of(status, plain ? JSON : HAL_REPLY, Json.write(body));
    }

    public static Reply json(int status, ObjectNode body) {
        return Reply.of(status, JSON, Json.write(body));
    }

    public static Reply error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("code", status).put("message", message));
    }
}
