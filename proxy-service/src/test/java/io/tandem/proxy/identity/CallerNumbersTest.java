package io.tandem.proxy.identity;

import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.9, inbound extraction. */
class CallerNumbersTest {
    private static CallerNumbers numbers(String preferences, SipMessage request) {
        return CallerNumbers.of(request, Somebody.caller(Somebody.alice(Somebody.preferences(preferences), Preferences.NONE)));
    }

    @ParameterizedTest
    @CsvSource({"from_user, from", "from_display, display", "pai_user, pai", "ppi_user, ppi", "rpid_user, rpid"})
    void theUserProvidedNumberIsReadWhereConfigured(String source, String expected) {
        SipMessage request = Somebody.invite("\"display\" <sip:from@example.org>", "P-Asserted-Identity: <sip:pai@example.org>",
                "P-Preferred-Identity: <tel:p-p.i>", "Remote-Party-ID: <sip:rpid@example.org>;party=calling");
        assertThat(numbers("inbound_upn=" + source, request).userProvided()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"from_display", "pai_user", "ppi_user", "rpid_user"})
    void fromIsReadWhereTheOtherHeaderIsMissing(String source) {
        assertThat(numbers("inbound_upn=" + source, Somebody.invite("<sip:from@example.org>")).userProvided()).isEqualTo("from");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "-, <sip:alice@example.org>, -, false", "clir=1, <sip:alice@example.org>, -, true", "clir=0, <sip:alice@example.org>, -, false",
        "-, <sip:alice@example.org>, Privacy: id, true", "-, <sip:alice@example.org>, Privacy: header;user, true",
        "-, <sip:alice@example.org>, Privacy: none, false", "-, <sip:alice@example.org>, Privacy: history, false",
        "-, <sip:anonymous@anonymous.invalid>, -, true", "-, <sip:Anonymous@example.org>, -, true"})
    void aCallIsAnonymousByPreferenceByPrivacyOrByItsFrom(String preferences, String from, String header, boolean anonymous) {
        SipMessage request = Somebody.invite(from, header == null ? "" : header);
        assertThat(numbers(preferences == null ? "" : preferences, request).anonymous()).isEqualTo(anonymous);
    }

    @Test void anAnonymousFromProvidesNoNumber() {
        assertThat(numbers("", Somebody.invite("\"Anonymous\" <sip:anonymous@anonymous.invalid>")).userProvided()).isEqualTo("431001");
    }

    @Test void theNetworkNumberIsCliThenThePrimaryNumber() {
        assertThat(numbers("cli=4311000", Somebody.invite("<sip:alice@example.org>")).network()).isEqualTo("4311000");
        assertThat(numbers("", Somebody.invite("<sip:alice@example.org>")).network()).isEqualTo("431001");
    }

    @ParameterizedTest
    @CsvSource({"none, ''", "npn, 431001", "upn, 4366", "diversion, 4322", "npn_diversion, 4322", "original/npn, 4311", "original/upn, 4311"})
    void theRedirectingNumberOfAForwardedCallIsChosenByPreference(String source, String expected) {
        SipMessage request = Somebody.invite("<sip:4366@example.org>", "Diversion: <sip:4322@example.org>;reason=unconditional",
                "Diversion: <sip:4311@example.org>;reason=no-answer");
        assertThat(numbers("inbound_uprn=" + source, request).redirecting()).isEqualTo(expected);
        assertThat(numbers("inbound_uprn=" + source, Somebody.invite("<sip:4366@example.org>")).redirecting()).isEmpty();
    }

    @Test void historyInfoTellsOfForwardsToo() {
        SipMessage request = Somebody.invite("<sip:4366@example.org>", "History-Info: <sip:4322@example.org?Reason=SIP%3Bcause%3D302>;index=1",
                "History-Info: <sip:431002@example.org>;index=1.1");
        assertThat(numbers("inbound_uprn=diversion", request).redirecting()).isEqualTo("4322");
    }

    @Test void forwardsThatCannotBeReadDoNotStopTheCall() {
        SipMessage request = Somebody.invite("<sip:4366@example.org>", "Diversion: \"never closed <sip:4322@example.org>",
                "Diversion: <sip:4311@example.org>;reason=no-answer", "History-Info: <sip:4322@example.org?Reason=SIP;text=\"Moved\">;index=1");
        assertThat(numbers("inbound_uprn=diversion", request).redirecting()).isEqualTo("4311");
        assertThat(numbers("inbound_uprn=diversion", Somebody.invite("<sip:4366@example.org>", "Diversion: unknown")).redirecting()).isEmpty();
    }
}
