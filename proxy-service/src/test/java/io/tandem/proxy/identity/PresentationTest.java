package io.tandem.proxy.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.sip.message.NameAddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.9, presentation. */
class PresentationTest {
    private static final CallerNumbers NUMBERS = new CallerNumbers("4366", "431001", "", "Alice", false);

    private static CallerIdentity shown(CallerNumbers numbers, String caller, String callee, boolean intraPbx) {
        return shown(numbers, caller, callee, RewriteRuleSet.NONE, intraPbx);
    }

    private static CallerIdentity shown(CallerNumbers numbers, String caller, String callee, RewriteRuleSet rules, boolean intraPbx) {
        PartySnapshot called = new PartySnapshot(Somebody.preferences(callee), Preferences.NONE, Preferences.NONE, rules, List.of());
        return new Presentation(numbers, Somebody.caller(Somebody.alice(Somebody.preferences(caller), Preferences.NONE)), called,
                intraPbx ? Presentation.Relation.COLLEAGUE : Presentation.Relation.SUBSCRIBER, Optional.empty()).identity();
    }

    @Test void byDefaultFromIsTheUserProvidedAndPaiTheNetworkNumber() {
        CallerIdentity identity = shown(NUMBERS, "", "", false);
        assertThat(identity.from()).hasToString("\"Alice\" <sip:4366@example.org>");
        assertThat(identity.asserted().map(NameAddr::toString)).contains("<sip:431001@example.org>");
        assertThat(identity.preferred()).isEmpty();
        assertThat(identity.diversion()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"npn, 431001", "upn, 4366", "auth_user, alice-auth", "rcv_display, Alice", "peer_auth_user, trunk", "pbx_extension, 55",
        "uprn/npn, 431001", "uprn/upn, 4366", "uprn/auth_user, alice-auth", "uprn/rcv_display, Alice", "nonsense, 4366"})
    void theUserOfFromIsChosenByTheCallee(String choice, String user) {
        CallerIdentity identity = shown(NUMBERS, "cloud_pbx_ext=55", "peer_auth_user=trunk;outbound_from_user=" + choice, false);
        assertThat(identity.from().uri().decodedUser()).contains(user);
    }

    @ParameterizedTest
    @CsvSource({"uprn/npn", "uprn/upn", "uprn/auth_user", "uprn/rcv_display"})
    void theRedirectingNumberStandsFirstOnceTheCallIsForwarded(String choice) {
        CallerNumbers forwarded = new CallerNumbers("4366", "431001", "4377", "Alice", false);
        CallerIdentity identity = shown(forwarded, "", "outbound_from_user=" + choice + ";outbound_pai_user=" + choice + ";outbound_ppi_user=" + choice, false);
        assertThat(List.of(identity.from(), identity.asserted().orElseThrow(), identity.preferred().orElseThrow()))
                .allSatisfy(header -> assertThat(header.uri().decodedUser()).contains("4377"));
    }

    @ParameterizedTest
    @CsvSource({"npn, 431001", "none, ''", "np_display, Alice A.", "pbx_extension, 55", "pbx_extension/np_display, 55", "rcv_display/np_display, Alice"})
    void displayNamesAreChosenByTheCallee(String choice, String display) {
        CallerIdentity identity = shown(NUMBERS, "display_name=Alice A.;cloud_pbx_ext=55",
                "outbound_from_display=" + choice + ";outbound_pai_display=" + choice, false);
        assertThat(identity.from().displayName()).isEqualTo(display);
        assertThat(identity.asserted().orElseThrow().displayName()).isEqualTo(display);
    }

    @Test void noneTakesPaiAwayAndPhoneNumbersAreMarked() {
        CallerIdentity identity = shown(NUMBERS, "", "outbound_pai_user=none;outbound_from_user_is_phone=1", false);
        assertThat(identity.asserted()).isEmpty();
        assertThat(identity.from().uri()).hasToString("sip:4366@example.org;user=phone");
    }

    @ParameterizedTest
    @CsvSource({
        // caller, callee, within a PBX: hidden
        "'', '', false, true", "'', clir_override=1, false, false", "'', '', true, false", "clir_intrapbx=1, '', true, true",
        "clir_intrapbx=1, clir_override=1, true, false"})
    void anonymousCallersAreHiddenFromMost(String caller, String callee, boolean intraPbx, boolean hidden) {
        CallerNumbers anonymous = new CallerNumbers("4366", "431001", "", "Alice", true);
        CallerIdentity identity = shown(anonymous, caller, callee, intraPbx);
        assertThat(identity.anonymous()).isEqualTo(hidden);
        assertThat(identity.exposed()).isEqualTo(!hidden);
        assertThat(identity.from()).hasToString(hidden ? "\"Anonymous\" <sip:anonymous@anonymous.invalid>" : "\"Alice\" <sip:4366@example.org>");
        assertThat(identity.asserted().map(NameAddr::toString)).contains("<sip:431001@example.org>");
    }

    @Test void paiIsHiddenTooWhenTheCallerWantsIt() {
        CallerIdentity identity = shown(new CallerNumbers("4366", "431001", "", "", true), "pai_clir=1", "outbound_ppi_user=npn", false);
        assertThat(identity.asserted().map(NameAddr::toString)).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(identity.preferred()).isEmpty();
    }

    @Test void theCalleesRulesWriteTheNumbersAsItKnowsThem() {
        RewriteRuleSet rules = new RewriteRuleSet(Map.of(RewriteList.CALLER_OUT,
                List.of(new RewriteRule("^${callee_cc}(\\d+)$", "0\\1"), new RewriteRule("^(\\d+)$", "00\\1"))));
        CallerIdentity identity = shown(new CallerNumbers("49123", "431001", "", "", false), "", "cc=43", rules, false);
        assertThat(identity.from()).hasToString("<sip:0049123@example.org>");
        assertThat(identity.asserted().map(NameAddr::toString)).contains("<sip:01001@example.org>");
    }

    @ParameterizedTest
    @CsvSource({"none, ''", "uprn, <sip:4377@example.org>;reason=unconditional;privacy=off;counter=1",
        "npn, <sip:431001@example.org>;reason=unconditional;privacy=off;counter=1"})
    void diversionIsReplacedAsConfigured(String choice, String expected) {
        CallerNumbers forwarded = new CallerNumbers("4366", "431001", "4377", "", false);
        assertThat(shown(forwarded, "", "outbound_diversion=" + choice, false).diversion().orElseThrow())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
        assertThat(shown(NUMBERS, "", "outbound_diversion=" + choice, false).diversion()).contains(List.of());
    }
}
