package io.tandem.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MariaDbSocketFactoryTest {
    private static String heard(String greeting) throws IOException {
        byte[] bytes = greeting.getBytes(StandardCharsets.ISO_8859_1);
        return new String(MariaDbSocketFactory.greeting(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test void mariaDb10IsHeardAsAVersionThatKnowsFractionsOfSeconds() throws IOException {
        assertThat(heard("\u0060\0\0\0\n5.5.5-10.11.19-MariaDB\0more")).isEqualTo("\u0060\0\0\0\n5.7.19-0.11.19-MariaDB\0more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0060\0\0\0\n8.4.3\0more", "\u0060\0\0\0\n5.5.5-9.0\0", "\u0060\0\0\0\n11.4.2-MariaDB\0", "\u0003\0\0\0\n5", ""})
    void everybodyElseIsHeardAsHeIs(String greeting) throws IOException {
        assertThat(heard(greeting)).isEqualTo(greeting);
    }

    @Test void onlyTheGreetingIsChanged() throws IOException {
        String later = "\u0060\0\0\0\n8.4.3-rows\0\0\0\0\n5.5.5-10.11.19";
        assertThat(heard(later)).isEqualTo(later);
    }
}
