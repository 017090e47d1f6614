package io.tandem.proxy.media;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BencodeTest {

    private static Bencode parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Bencode.parse(bytes, 0, bytes.length);
    }

    @Test void whatIsWrittenIsRead() {
        Bencode value = new Bencode.Dictionary(Map.of()).with("sdp", "v=0\r\no=\u00e9").with("n", new Bencode.Whole(-42))
                .with("l", new Bencode.Items(List.of(new Bencode.Text(""), new Bencode.Dictionary(Map.of()))));
        byte[] bytes = value.toBytes();
        assertThat(Bencode.parse(bytes, 0, bytes.length)).isEqualTo(value);
    }

    @Test void theFormIsThatOfTheNgProtocol() {
        assertThat(new String(NgCommands.encode(new MediaCommand.Answer("c", "a", "b", "v=0")).toBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo("d7:command6:answer7:call-id1:c3:sdp3:v=03:ICE6:remove7:replacel6:origine8:from-tag1:a6:to-tag1:be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "d3:key", "5:four", "i12", "ie", "i1-e", "x", "d1:ae", "4:abcdx", "99999999999999999999:a", "-1:a", "di1ei2ee"})
    void brokenInputIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedBencodeException.class).hasMessageContaining("at byte");
    }

    @Test void deepNestingIsRefused() {
        assertThatThrownBy(() -> parse("l".repeat(100_000))).isInstanceOf(MalformedBencodeException.class);
    }
}
