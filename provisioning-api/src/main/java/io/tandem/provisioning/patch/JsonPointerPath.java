package io.tandem.provisioning.patch;

import java.util.Arrays;
import java.util.List;

import io.tandem.provisioning.resource.ApiError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON Pointer (RFC 6901) that can also write where it points. */
record JsonPointerPath(String text, List<String> tokens) {

    static JsonPointerPath of(String text) {
        if (!text.startsWith("/")) {
            throw unprocessable("'%s' is no path to a field".formatted(text));
        }
        List<String> tokens = Arrays.stream(text.substring(1).split("/", -1)).map(t -> t.replace("~1", "/").replace("~0", "~")).toList();
        return new JsonPointerPath(text, tokens);
    }

    static ApiError unprocessable(String why) {
        return ApiError.unprocessable("The entity could not be processed: " + why);
    }

    JsonNode require(JsonNode root) {
        return at(root, tokens);
    }

    /** RFC 6902 §4.1: a member is set, an array element is inserted; {@code -} is behind the last. */
    void put(JsonNode root, JsonNode value) {
        String last = tokens.getLast();
        switch (parent(root)) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> array.insert("-".equals(last) ? array.size() : index(last, array.size()), value);
            default -> throw missing();
        }
    }

    void remove(JsonNode root) {
        require(root);
        String last = tokens.getLast();
        switch (parent(root)) {
            case ObjectNode object -> object.remove(last);
            case ArrayNode array -> array.remove(index(last, array.size() - 1));
            default -> throw missing();
        }
    }

    private JsonNode parent(JsonNode root) {
        return at(root, tokens.subList(0, tokens.size() - 1));
    }

    private JsonNode at(JsonNode root, List<String> way) {
        JsonNode node = root;
        for (String token : way) {
            node = node instanceof ArrayNode array ? array.path(index(token, array.size() - 1)) : node.path(token);
            if (node.isMissingNode()) {
                throw missing();
            }
        }
        return node;
    }

    private int index(String token, int last) {
        if (!token.matches("0|[1-9]\\d{0,5}") || Integer.parseInt(token) > last) {
            throw missing();
        }
        return Integer.parseInt(token);
    }

    private ApiError missing() {
        return unprocessable("path '%s' does not exist".formatted(text));
    }

    @Override
    public String toString() {
        return text;
    }
}
