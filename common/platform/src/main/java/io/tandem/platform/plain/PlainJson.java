package io.tandem.platform.plain;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Plain values as JSON: times as ISO 8601 text, bytes as base64, nothing as null. By Jackson's generator alone; its data binding would cost 1,000 classes. */
public final class PlainJson {
    private static final JsonFactory JSON = new JsonFactory();

    private PlainJson() {}

    /** @param plain as {@link PlainValues#of} makes it */
    public static byte[] bytes(Object plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, plain);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object plain) {
        switch (plain) {
            case Map<?, ?> members -> {
                json.writeStartObject();
                members.forEach((name, value) -> write(json.writeName(name.toString()), value));
                json.writeEndObject();
            }
            case Iterable<?> items -> {
                json.writeStartArray();
                items.forEach(item -> write(json, item));
                json.writeEndArray();
            }
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            case byte[] bytes -> json.writeBinary(bytes);
            case Optional<?> nothing when nothing.isEmpty() -> json.writeNull();
            case String text -> json.writeString(text);
            case Instant time -> json.writeString(time.toString());
            default -> throw new IllegalArgumentException("a " + plain.getClass().getName() + " is no plain value");
        }
    }
}
