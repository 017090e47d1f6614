package io.tandem.proxy.identity;

import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.9, validation. Expected: UPN/NPN, with ! when anonymous; 403 when refused. */
class CliScreeningTest {
    private static String judged(String own, String customer, String provided, String... headers) {
        Preferences ofCustomer = Somebody.preferences(customer);
        Subscriber alice = Somebody.alice(Somebody.preferences(own), ofCustomer);
        SipMessage request = Somebody.invite("<sip:" + provided + "@example.org>", headers);
        return new CliScreening(alice, ofCustomer).judge(CallerNumbers.of(request, Somebody.caller(alice)), request)
                .map(shown -> shown.userProvided() + "/" + shown.network() + (shown.anonymous() ? "!" : "")).orElse("403");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 4366, 431001/431001",                                                       // nothing allowed: the network number
        "'', '', 431001, 431001/431001",                                                     // one's own
        "user_cli=43100, '', 4366, 43100/431001", "user_cli=43100, '', 43100, 43100/431001",
        "allowed_clis=4366*, '', 436612, 436612/431001", "allowed_clis=4366*, '', 436712, 431001/431001",
        "'', allowed_clis=4366*, 436612, 436612/431001",                                     // the customer's patterns count, too
        "allowed_clis=4366*;allowed_clis=0?, '', 01, 01/431001",
        "allowed_clis_reject_policy=reject, '', 4366, 403", "allowed_clis_reject_policy=reject, '', 431001, 431001/431001",
        "allowed_clis_reject_policy=reject;user_cli=4366, '', 4366, 4366/431001",
        "allowed_clis_reject_policy=reject;allowed_clis=4366*, '', 4366, 4366/431001",
        "allowed_clis_reject_policy=override_by_clir, '', 4366, 431001/431001!",
        "allowed_clis_reject_policy=override_by_usernpn;user_cli=43100, '', 4366, 43100/431001",
        "'', allowed_clis_reject_policy=reject, 4366, 403",                                  // the customer's policy where the user has none
        "allowed_clis_reject_policy=override_by_usernpn, allowed_clis_reject_policy=reject, 4366, 431001/431001",
        "clip_no_screening=1;allowed_clis_reject_policy=reject, '', 4366, 4366/431001",
        "extension_in_npn=1;allowed_clis_reject_policy=reject, '', 43100155, 43100155/43100155",
        "extension_in_npn=1, '', 43100955, 43100955/43100955",                               // extends an alias
        "extension_in_npn=1;allowed_clis_reject_policy=reject, '', 43100, 403",
        "extension_in_npn=1;allowed_clis_reject_policy=reject, '', 1004366, 403",            // extends a short alias
        "extension_in_npn=1;allowed_clis_reject_policy=reject, '', 43123456, 403",
        "extension_in_npn=1;allowed_clis_reject_policy=reject, '', phone155, 403"})           // a device name is no number
    void aNumberThatIsNotTheCallersIsHandledByPolicy(String own, String customer, String provided, String expected) {
        assertThat(judged(own, customer, provided)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'', 4366, ''", "'', 431001, +43 66/1", "inbound_upn=pai_user, 4366, ''", "allowed_clis=4366, 4366, +43 66/1",
        "allowed_clis_reject_policy=override_by_clir, 4366, ''"})
    void aDisplayNameThatIsANumberIsShownOnlyWhereTheNumberIs(String own, String provided, String display) {
        Subscriber alice = Somebody.alice(Somebody.preferences(own), Preferences.NONE);
        SipMessage request = Somebody.invite("\"+43 66/1\" <sip:" + provided + "@example.org>");
        assertThat(new CliScreening(alice, Preferences.NONE).judge(CallerNumbers.of(request, Somebody.caller(alice)), request).orElseThrow().display())
                .isEqualTo(display);
    }

    @ParameterizedTest
    @CsvSource({"no, 403, 403", "yes, 4366/431001, 4366/431001", "diversion, 4366/431001, 403", "historyinfo, 403, 4366/431001",
        "check_aliases, 4366/431001, 403", "check_allowed_clis, 403, 4366/431001"})
    void aForwardedCallIsExcusedAsConfigured(String check, String withDiversion, String withHistory) {
        String own = "allowed_clis=4377;allowed_clis_reject_policy=reject;skip_upn_check_on_diversion=" + check;
        assertThat(judged(own, "", "4366", "Diversion: <sip:431009@example.org>")).isEqualTo(withDiversion);
        assertThat(judged(own, "", "4366", "History-Info: <sip:4377@example.org?Reason=SIP%3Bcause%3D486>;index=1")).isEqualTo(withHistory);
        assertThat(judged(own, "", "4366")).isEqualTo("403");
    }
}
