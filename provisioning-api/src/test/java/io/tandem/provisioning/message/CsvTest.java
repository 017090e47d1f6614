package io.tandem.provisioning.message;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** RFC 4180. */
class CsvTest {
    @Test void linesBecomeFields() {
        assertThat(read("a,b,c\r\nd,,\n\n\"e,1\",\"say \"\"hi\"\"\",\"two\nlines\"")).containsExactly(
            List.of("a", "b", "c"), List.of("d", "", ""), List.of("e,1", "say \"hi\"", "two\nlines"));
    }

    @Test void aCommaAtTheEndIsOneMoreEmptyField() {
        assertThat(read("a,")).containsExactly(List.of("a", ""));
        assertThat(read("")).isEmpty();
    }

    @Test void aQuoteThatDoesNotEndIsRefused() {
        assertThatThrownBy(() -> read("a,b\n\"c")).isInstanceOf(ApiError.class).hasMessageContaining("a quote in line 2 does not end");
    }

    @Test void whatIsWrittenReadsBack() {
        List<List<String>> lines = List.of(List.of("x", "a,b", "\"q\"", "", "ü"), List.of("y", "1\r\n2", "", "", ""));
        assertThat(Csv.read(Csv.write(lines))).isEqualTo(lines);
    }

    private static List<List<String>> read(String text) {
        return Csv.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
