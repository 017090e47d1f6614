package io.tandem.proxy.json;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class JsonObjectTest {
    private static final String ODD = "a\"b\\c\u0000\u001f\n\t\u007f\u00e9\u2028\ud83d\ude00/";

    @Test void valuesOfAllKindsStandInTheirOrder() {
        String text = new JsonObject().put("a", "x").put("b", -7).put("c", BigDecimal.valueOf(1_700_000_000_120L, 3)).put("d", new String[] {"", "y"})
                .put("e", new String[0]).done();
        assertThat(text).isEqualTo("{\"a\":\"x\",\"b\":-7,\"c\":1700000000.120,\"d\":[\"\",\"y\"],\"e\":[]}");
        assertThat(new JsonObject().done()).isEqualTo("{}");
    }

    @Test void anyTextIsReadAsItWas() {
        String text = new JsonObject().put("odd", ODD).put("more", new String[] {ODD}).done();
        assertThat(text).doesNotContain("\n").doesNotContain("\t");
        JsonNode read = JsonMapper.builder().build().readTree(text);
        assertThat(read.get("odd").asString()).isEqualTo(ODD);
        assertThat(read.get("more").get(0).asString()).isEqualTo(ODD);
    }
}
