package io.tandem.relay.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EncodingTest {
    @Provide
    Arbitrary<Value.Dictionary> dictionaries() {
        Arbitrary<String> octets = Arbitraries.strings().withCharRange((char) 0, (char) 255).ofMaxLength(20);
        Arbitrary<Value> leaf = Arbitraries.oneOf(octets.map(Value.Text::new),
                Arbitraries.longs().between(-999_999_999_999L, 999_999_999_999L).map(Value.Number::new));
        Arbitrary<Value> inner = Arbitraries.lazyOf(() -> leaf, () -> leaf.list().ofMaxSize(3).map(Value.Items::new),
                () -> Arbitraries.maps(octets, leaf).ofMaxSize(3).map(Value.Dictionary::new));
        return Arbitraries.maps(octets, inner).ofMaxSize(5).map(Value.Dictionary::new);
    }

    @Property(tries = 300)
    void bothEncodingsReadWhatTheyWrote(@ForAll("dictionaries") Value.Dictionary dictionary, @ForAll Encoding encoding) throws Exception {
        byte[] bytes = encoding.encode(dictionary);
        assertThat(encoding.decode(bytes, 0, bytes.length)).isEqualTo(dictionary);
    }

    @Property(tries = 1000)
    void rubbishHasOnlyTheOneException(@ForAll byte[] rubbish, @ForAll Encoding encoding) {
        try {
            encoding.decode(rubbish, 0, rubbish.length);
        } catch (MalformedNgException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "de ", "d1:ae", "d1:a1:b", "l4:pinge", "i1e", "d1:ai1ee5", "d1:ai--1ee", "d1:aie",
            "d1:ai99999999999999999999ee",
        "d99999999:ae", "d-1:a1:be", "d1:a5:abe", "x", "d1x:a1:be", "di1e1:ae"})
    void malformedBencodeIsNamed(String text) {
        assertThatThrownBy(() -> decode(Encoding.BENCODE, text)).isInstanceOf(MalformedNgException.class)
                .hasMessageStartingWith("Could not decode bencode dictionary: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":}", "{\"a\":1} x", "{'a':1}", "{\"a\":\"b}"})
    void malformedJsonIsNamed(String text) {
        assertThatThrownBy(() -> decode(Encoding.JSON, text)).isInstanceOf(MalformedNgException.class);
    }

    @ParameterizedTest
    @CsvSource({"BENCODE,l,e", "JSON,[,]"})
    void deepNestingIsRefused(Encoding encoding, String open, String close) {
        String text = encoding == Encoding.JSON ? "{\"a\":" + open.repeat(2000) + close.repeat(2000) + "}" : "d1:a" + open.repeat(2000)
                + close.repeat(2000) + "e";
        assertThatThrownBy(() -> decode(encoding, text)).isInstanceOf(MalformedNgException.class);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstOctetTellsTheEncoding(Encoding encoding) {
        byte[] bytes = encoding.encode(Value.Dictionary.with("command", "ping").build());
        assertThat(Encoding.of(bytes, 0, bytes.length)).isEqualTo(encoding);
    }

    @Test
    void jsonTruthAndNothingHaveAForm() throws Exception {
        Value.Dictionary read = decode(Encoding.JSON, "{\"t\":true,\"f\":false,\"n\":null,\"x\":1.5,\"l\":[1,\"a\"]}");
        assertThat(read.entries()).containsAllEntriesOf(Map.of("t", new Value.Number(1), "f", new Value.Number(0), "n", new Value.Text(""),
                "x", new Value.Text("1.5"), "l", new Value.Items(List.of(new Value.Number(1), new Value.Text("a")))));
    }

    @Test
    void aDatagramIsCookieAndPayload() {
        byte[] data = "xx13_7 d1:a1:bexx".getBytes(StandardCharsets.US_ASCII);
        NgDatagram datagram = NgDatagram.parse(data, 2, data.length - 4).orElseThrow();
        assertThat(datagram.cookie()).isEqualTo("13_7");
        assertThat(new String(data, datagram.payloadOffset(), datagram.payloadLength(), StandardCharsets.US_ASCII)).isEqualTo("d1:a1:be");
        assertThat(NgDatagram.parse("nospace".getBytes(StandardCharsets.US_ASCII), 0, 7)).isEmpty();
        assertThat(NgDatagram.parse(" x".getBytes(StandardCharsets.US_ASCII), 0, 2)).isEmpty();
    }

    private static Value.Dictionary decode(Encoding encoding, String text) throws MalformedNgException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return encoding.decode(bytes, 0, bytes.length);
    }
}
