package io.tandem.provisioning.message;

import io.tandem.provisioning.resource.ApiError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the API reads and writes it: pretty, keys sorted. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
    private static final JsonMapper COMPACT = MAPPER.rebuild().disable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** @throws ApiError 400 when there is no body or it is not JSON */
    public static JsonNode read(byte[] body) {
        if (body.length == 0) {
            throw ApiError.badRequest("This request is missing a message body.");
        }
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException notJson) {
            throw ApiError.badRequest("The entity could not be processed: malformed JSON, " + notJson.getOriginalMessage());
        }
    }

    /** As maps, lists and scalars. */
    public static Object tree(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }

    public static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The same without layout, for programs. */
    static byte[] compact(JsonNode node) {
        return COMPACT.writeValueAsBytes(node);
    }
}
