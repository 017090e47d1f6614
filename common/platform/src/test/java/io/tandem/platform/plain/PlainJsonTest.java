package io.tandem.platform.plain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlainJsonTest {
    @Test void everyKindOfPlainValueIsWritten() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "a \"quoted\" line\n\u0001ü");
        values.put("long", Long.MIN_VALUE);
        values.put("int", 1);
        values.put("double", 0.5);
        values.put("truth", true);
        values.put("bytes", new byte[] {1, 2, (byte) 0xFF});
        values.put("nothing", Optional.empty());
        values.put("time", Instant.ofEpochSecond(0));
        values.put("list", List.of(1L, List.of(), Map.of()));
        assertThat(new String(PlainJson.bytes(values), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"a \\\"quoted\\\" line\\n\\u0001ü\","
            + "\"long\":-9223372036854775808,\"int\":1,\"double\":0.5,\"truth\":true,\"bytes\":\"AQL/\",\"nothing\":null,"
            + "\"time\":\"1970-01-01T00:00:00Z\",\"list\":[1,[],{}]}");
        assertThat(JsonMapper.shared().readTree(PlainJson.bytes(values)).path("text").asString()).isEqualTo(values.get("text"));
    }

    @Test void otherKindsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PlainJson.bytes(Arrays.asList(new Object()))).withMessageContaining("java.lang.Object");
    }
}
