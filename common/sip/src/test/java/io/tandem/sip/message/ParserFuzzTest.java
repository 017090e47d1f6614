package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever bytes come: a value or a {@link MalformedMessageException}, nothing else. Runs its seeds as a regression test; with
 * JAZZER_FUZZ=1 in the environment it searches.
 */
class ParserFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void aMessageIsReadOrRefused(byte[] data) {
        try {
            SipMessage message = SipMessage.parse(data);
            MessageCheck.check(message);
            byte[] written = message.toBytes();
            assertThat(SipMessage.parse(written).toBytes()).isEqualTo(written);
            readEverything(message);
            message.removeFirst("Via").replaceFirst("Contact", "<sip:a@b>").set("Max-Forwards", "1").removeBody();
            SipMessage.parse(message.toBytes());
        } catch (MalformedMessageException refused) {
            assertThat(refused.reason()).isNotNull();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void aUriIsReadOrRefused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            SipUri uri = SipUri.parse(text);
            assertThat(uri).hasToString(text);
            assertThat(uri.isEquivalentTo(uri)).isTrue();
            if (uri.isSip()) {
                SipUri.parse(uri.withHostPort("127.0.0.1", 5060).withoutHeaders().toString());
            }
        } catch (MalformedMessageException refused) {
            assertThat(refused.reason()).isNotNull();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anAddressIsReadOrRefused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            NameAddr address = NameAddr.parse(text);
            assertThat(NameAddr.parse(address.toString())).isEqualTo(address);
        } catch (MalformedMessageException refused) {
            assertThat(refused.reason()).isNotNull();
        }
    }

    private static void readEverything(SipMessage message) {
        for (SipMessage.Header header : message.allHeaders()) {
            assertThat(message.has(header.name())).isTrue();
            assertThat(message.lines(header.name())).isNotEmpty();
            message.headers(header.name());
        }
    }
}
