package io.tandem.relay.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FrameEndTest {
    /** Octets up to and with the last one; -1 if it is not found. */
    private static int end(byte[] stream) {
        FrameEnd end = new FrameEnd();
        for (int i = 0; i < stream.length && !end.isBroken(); i++) {
            if (end.isOver(stream[i])) return i + 1;
        }
        return -1;
    }

    @Property
    void everyMessageEndsWhereItEnds(@ForAll @AlphaChars @StringLength(min = 1, max = 20) String cookie, @ForAll String key, @ForAll String text,
            @ForAll long number, @ForAll Encoding encoding, @ForAll String next) {
        Value.Dictionary inner = Value.Dictionary.with(key, text).put("n", number).put("l", new Value.Items(List.of(new Value.Text(text)))).build();
        byte[] message = NgDatagram.write(cookie, encoding.encode(Value.Dictionary.builder().put("d", inner).put("empty", "").build()));
        byte[] stream = (new String(message, StandardCharsets.ISO_8859_1) + new String(next.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(end(stream)).isEqualTo(message.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c x", "c l4:pinge", "c dxe", "c d99999999999999999999:", "c d-1:xe"})
    void whatCannotBecomeAMessageIsBroken(String text) {
        FrameEnd end = new FrameEnd();
        for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
            end.isOver(octet);
        }
        assertThat(end.isBroken()).isTrue();
    }
}
