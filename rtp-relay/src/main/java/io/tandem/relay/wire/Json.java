package io.tandem.relay.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the ng protocol uses it. Truth values read as 1 and 0, null as the empty text, fractions as text. */
final class Json {
    private static final int MAX_DEPTH = 32;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {}

    static Value decode(byte[] data, int offset, int length) throws MalformedNgException {
        try {
            return value(MAPPER.readTree(data, offset, length));
        } catch (JacksonException e) {
            throw new MalformedNgException("Failed to parse JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private static Value value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Value> entries = new LinkedHashMap<>();
            node.properties().forEach(entry -> entries.put(entry.getKey(), value(entry.getValue())));
            return new Value.Dictionary(entries);
        }
        if (node.isArray()) {
            List<Value> items = new ArrayList<>();
            node.values().forEach(item -> items.add(value(item)));
            return new Value.Items(items);
        }
        if (node.isBoolean()) return new Value.Number(node.booleanValue() ? 1 : 0);
        if (node.isNull() || node.isMissingNode()) return new Value.Text("");
        return node.isIntegralNumber() && node.canConvertToLong() ? new Value.Number(node.longValue()) : new Value.Text(node.asString());
    }

    static byte[] encode(Value value) {
        return MAPPER.writeValueAsBytes(value.plain());
    }
}
