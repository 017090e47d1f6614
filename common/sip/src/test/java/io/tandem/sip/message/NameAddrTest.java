package io.tandem.sip.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NameAddrTest {
    @Test void withoutAngleBracketsParametersBelongToTheHeader() {
        NameAddr address = NameAddr.parse("sip:alice@example.com:5070;tag=88;expires=5");
        assertThat(address.uri()).hasToString("sip:alice@example.com:5070");
        assertThat(address.tag()).contains("88");
        assertThat(address).hasToString("<sip:alice@example.com:5070>;tag=88;expires=5");
    }

    @Test void readsQuotedAndPlainDisplayNames() {
        assertThat(NameAddr.parse("\"A \\\\ \\\"B\\\" <C>\" <sip:a@b>").displayName()).isEqualTo("A \\ \"B\" <C>");
        assertThat(NameAddr.parse("Alice Liddell <sip:a@b;lr>;tag = x").displayName()).isEqualTo("Alice Liddell");
        assertThat(NameAddr.parse("Alice <sip:a@b;lr> ; tag = x").tag()).contains("x");
        assertThat(NameAddr.parse("<sip:a@b;tag=uri>").tag()).isEmpty();
    }

    @Test void writesWhatItReads() {
        NameAddr address = NameAddr.of(SipUri.parse("sip:a@b")).withDisplayName("say \"hi\" \\").withTag("1").withTag("2");
        assertThat(address).hasToString("\"say \\\"hi\\\" \\\\\" <sip:a@b>;tag=2");
        assertThat(NameAddr.parse(address.toString())).isEqualTo(address);
        assertThat(address.withoutParameter("tag").parameters().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"open <sip:a@b>", "<sip:a@b", "\"a\" b <sip:a@b>", "a \"b\" <sip:a@b>", "<sip:a@b> tag=x", "< sip:a@b >",
        "sip:a@b?Route=x", "<sip:a@b>;\"=x", "<sip:a@b>;tag=\"open"})
    void refusesWhatIsNoAddress(String text) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> NameAddr.parse(text));
    }
}
