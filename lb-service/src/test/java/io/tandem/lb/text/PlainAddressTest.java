package io.tandem.lb.text;

import java.util.Random;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class PlainAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"<sip:a@b>", "\"A B\" <sip:a@1.2.3.4:5060;transport=udp>;tag=x", "Bob <sip:+43;phone=1@h.example:1>", "<sip:h>;tag=1;x"})
    void plainFormsAreRecognised(String value) {
        assertThat(PlainAddress.closingBracket(value)).isEqualTo(value.lastIndexOf('>'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "500", "sip:a@b", "<sip:a@@b>", "<sip:@b>", "<sip:a@b:>", "<sip:a@b:65536>", "<sip:a@b:123456>", "<sip:a@[::1]>", "<tel:1>",
        "<sips:a@b>", "<sip:a%20b@c>", "<sip:a@b?x=y>", "\"a <sip:a@b>", "\"a\\\"\" <sip:a@b>", "<sip:a@b>x", "<sip:a@b>;tag=\"q\"", "<sip:a b@c>", "<sip:>", "<sip:a@b"})
    void everythingElseIsLeftToTheParser(String value) {
        assertThat(PlainAddress.closingBracket(value)).isEqualTo(-1);
    }

    /** The short cut may be narrower than the parser, never wider, and must read the same tag. */
    @Test
    void whatIsPlainIsSoundForTheParserToo() {
        Random random = new Random(3);
        String alphabet = "\"<>;:@=ab1.% \\[]?";
        int plain = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder value = new StringBuilder("\"A\" <sip:a@b.c:5060;lr>;tag=x1;y");
            for (int k = random.nextInt(3); k >= 0; k--) {
                value.setCharAt(random.nextInt(value.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = value.toString();
            int close = PlainAddress.closingBracket(text);
            if (close >= 0) {
                plain++;
                assertThatCode(() -> NameAddr.parse(text)).as(text).doesNotThrowAnyException();
                int tag = PlainAddress.parameter(text, close, "tag");
                String read = tag < 0 ? "" : text.substring(tag, PlainAddress.endOfValue(text, tag));
                assertThat(read).as(text).isEqualTo(NameAddr.parse(text).tag().orElse(""));
            }
            String uri = text.substring(5);
            if (PlainAddress.isSipUri(uri, 0, uri.length())) {
                assertThat(isUri(uri)).as(uri).isTrue();
            }
        }
        assertThat(plain).isGreaterThan(10_000);
    }

    private static boolean isUri(String text) {
        try {
            return SipUri.parse(text).isSip();
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"<sip:a@1.2.3.4:5>, true", "sip:a@1.2.3.4:5;x=y, true", "<sip:1.2.3.4:5;lr>, true", "<sip:a@1.2.3.4:55>, false", "<sip:a@11.2.3.4:5>, false",
        "sip:a@1.2.3.4:5, true", "<sip:a@1.2.3.4>, false"})
    void anAddressIsNamedExactly(String value, boolean named) {
        assertThat(PlainAddress.names(value, "1.2.3.4:5")).isEqualTo(named);
    }
}
