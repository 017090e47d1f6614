package io.tandem.sip.message;

import io.tandem.sip.message.MalformedMessageException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SipUriTest {
    @Test void takesAUriApart() {
        SipUri uri = SipUri.parse("sips:al%69ce:s%3Acret@[2001:db8::1]:5061;Transport=TLS;lr?Subject=x&Priority=urgent");
        assertThat(uri.scheme()).isEqualTo("sips");
        assertThat(uri.user()).contains("al%69ce");
        assertThat(uri.decodedUser()).contains("alice");
        assertThat(uri.password()).contains("s%3Acret");
        assertThat(uri.host()).isEqualTo("[2001:db8::1]");
        assertThat(uri.port()).isEqualTo(5061);
        assertThat(uri.parameter("transport")).contains("TLS");
        assertThat(uri.parameters().has("LR")).isTrue();
        assertThat(uri.headers()).isEqualTo("Subject=x&Priority=urgent");
        assertThat(uri).hasToString("sips:al%69ce:s%3Acret@[2001:db8::1]:5061;Transport=TLS;lr?Subject=x&Priority=urgent");
    }

    @Test void aSemicolonBeforeTheAtBelongsToTheUser() {
        SipUri uri = SipUri.parse("sip:user;par=u%40example.net@example.com");
        assertThat(uri.decodedUser()).contains("user;par=u@example.net");
        assertThat(uri.parameters().isEmpty()).isTrue();
    }

    @Test void otherSchemesStayText() {
        SipUri uri = SipUri.parse("tel:+49-30-1234;phone-context=+49");
        assertThat(uri.isSip()).isFalse();
        assertThat(uri.scheme()).isEqualTo("tel");
        assertThat(uri).hasToString("tel:+49-30-1234;phone-context=+49");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice@example.com", "sip:", "sip:@example.com", "sip:alice@", "sip:alice@host:port", "sip:alice@host:",
        "sip:alice@host:65536", "sip:a lice@host", "<sip:alice@host>", "sip:alice@ho%41st", "sip:ali%4@host", "sip:ali%zz@host",
        "sip:alice@[::1", "sip:alice@a@b", "sip:alice@host;=x", "sip:alice@host;x=%2", "1sip:alice@host", "sip:alice@\u00e4.example"})
    void refusesWhatIsNoUri(String text) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> SipUri.parse(text))
                .satisfies(e -> assertThat(e.reason()).isIn(Reason.BAD_URI, Reason.BAD_PARAMETER));
    }

    /** The examples of RFC 3261 §19.1.4. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            sip:%61lice@atlanta.com;transport=TCP,          sip:alice@AtLanTa.CoM;Transport=tcp,              true
            sip:carol@chicago.com,                          sip:carol@chicago.com;newparam=5,                 true
            sip:carol@chicago.com;newparam=5,               sip:carol@chicago.com;security=on,                true
            sip:b.com;transport=tcp;method=REGISTER?to=sip:bob%40b.com, sip:b.com;method=REGISTER;transport=tcp?to=sip:bob%40b.com, true
            sip:alice@atlanta.com?subject=project%20x&priority=urgent, sip:alice@atlanta.com?priority=urgent&subject=project%20x, true
            SIP:ALICE@AtLanTa.CoM;Transport=udp,            sip:alice@AtLanTa.CoM;Transport=UDP,              false
            sip:bob@biloxi.com,                             sip:bob@biloxi.com:5060,                          false
            sip:bob@biloxi.com,                             sip:bob@biloxi.com;transport=udp,                 false
            sip:bob@biloxi.com,                             sip:bob@biloxi.com:6000;transport=tcp,            false
            sip:carol@chicago.com,                          sip:carol@chicago.com?Subject=next%20meeting,     false
            sip:bob@phone21.boxesbybob.com,                 sip:bob@192.0.2.4,                                false
            sip:carol@chicago.com;security=off,             sip:carol@chicago.com;security=on,                false
            """)
    void comparesAsRfc3261Does(String one, String two, boolean equivalent) {
        assertThat(SipUri.parse(one).isEquivalentTo(SipUri.parse(two))).isEqualTo(equivalent);
        assertThat(SipUri.parse(two).isEquivalentTo(SipUri.parse(one))).isEqualTo(equivalent);
    }

    @Test void editsKeepTheOtherParts() {
        SipUri uri = SipUri.parse("sip:bob:pw@example.com:5080;a=b?h=v");
        assertThat(uri.withHostPort("127.0.0.1", -1)).hasToString("sip:bob:pw@127.0.0.1;a=b?h=v");
        assertThat(uri.withUser("a b@c").withoutHeaders()).hasToString("sip:a%20b%40c:pw@example.com:5080;a=b");
        assertThat(uri.withParameter("lr", "on").withoutParameter("A")).hasToString("sip:bob:pw@example.com:5080;lr=on?h=v");
        assertThat(SipUri.of("4930#", "example.com", 5060).decodedUser()).contains("4930#");
    }
}
