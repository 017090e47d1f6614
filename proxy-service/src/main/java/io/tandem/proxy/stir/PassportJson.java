package io.tandem.proxy.stir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.platform.plain.PlainJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Header and claims of PASSporTs as JSON: no member twice, none nested deeply. Pure. */
final class PassportJson {
    private static final int DEEPEST = 8;
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build()).build();

    private PassportJson() {}

    /** An object; numbers as {@link Long}, or {@link Double} if they are none, null as text.
     * @throws MalformedPassportException if it is something else */
    static Map<String, Object> read(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedPassportException("no JSON object");
            }
            Map<String, Object> read = object(parser);
            if (parser.nextToken() != null) {
                throw new MalformedPassportException("something behind the JSON object");
            }
            return read;
        } catch (JacksonException unreadable) {
            throw new MalformedPassportException(unreadable.getOriginalMessage());
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> parser.getString();
        };
    }

    /** @param sorted members in the order of their names (RFC 8225 §9) */
    static byte[] write(Map<String, ?> sorted) {
        return PlainJson.bytes(sorted);
    }
}
