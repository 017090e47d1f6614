package io.tandem.data.rewrite;

import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.snapshot.Preferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Number normalisation (signalling.md §2.14). */
class RewriteRuleSetTest {
    private static final Preferences VIENNA = new Preferences(Map.of("cc", List.of("43"), "ac", List.of("1"), "emergency_prefix", List.of("E"),
        "gpp3", List.of("9\\1")));
    private static final RewriteVariables OF_VIENNA = RewriteVariables.of(VIENNA, VIENNA, VIENNA);
    private static final RewriteRuleSet NATIONAL = new RewriteRuleSet(Map.of(
        RewriteList.CALLEE_IN, List.of(
            new RewriteRule("^(112|133|144)$", "emergency_\\1"),
            new RewriteRule("^(00|\\+)([1-9][0-9]+)$", "\\2"),
            new RewriteRule("^0([1-9][0-9]+)$", "${caller_cc}\\1"),
            new RewriteRule("^([1-9][0-9]+)$", "${caller_cc}$avp(s:caller_ac)\\1")),
        RewriteList.CALLEE_OUT, List.of(
            new RewriteRule("^emergency_(.+)$", "${caller_emergency_prefix}${caller_ac}\\1"),
            new RewriteRule("^${caller_cc}${caller_ac}([1-9].*)$", "\\1"),
            new RewriteRule("^$avp(s:caller_cc)([1-9].*)$", "0\\1"),
            new RewriteRule("^([1-9].*)$", "00\\1"))));

    @ParameterizedTest @CsvSource({"5551234, 4315551234", "06641234, 436641234", "0049301234, 49301234", "+49301234, 49301234",
        "112, emergency_112", "alice, alice", "*55*1420, *55*1420"})
    void inboundMakesNumbersE164(String dialled, String normalised) {
        assertThat(NATIONAL.rewrite(RewriteList.CALLEE_IN, dialled, OF_VIENNA)).isEqualTo(normalised);
    }

    @ParameterizedTest @CsvSource({"4315551234, 5551234", "436641234, 06641234", "49301234, 0049301234", "emergency_112, E1112", "anonymous, anonymous"})
    void outboundIsTheReverse(String normalised, String sent) {
        assertThat(NATIONAL.rewrite(RewriteList.CALLEE_OUT, normalised, OF_VIENNA)).isEqualTo(sent);
    }

    @Test void aListWithoutRulesChangesNothing() {
        assertThat(NATIONAL.rewrite(RewriteList.CALLER_LNP, "5551234", OF_VIENNA)).isEqualTo("5551234");
        assertThat(RewriteRuleSet.NONE.rewrite(RewriteList.CALLEE_IN, "5551234", OF_VIENNA)).isEqualTo("5551234");
    }

    @Test void theReplacementIsTheWholeNewNumber() {
        assertThat(new RewriteRule("(\\d{4})$", "x\\1").apply("4315551234", RewriteVariables.NONE)).contains("x1234");
        assertThat(new RewriteRule("^(a)|(b)$", "[\\1\\2\\0\\\\]").apply("b", RewriteVariables.NONE)).contains("[bb\\]");
    }

    @Test void aVariableStandsForItselfAndItsValuesAreAlternatives() {
        Preferences several = new Preferences(Map.of("cc", List.of("43", "4.")));
        RewriteVariables variables = RewriteVariables.of(several, Preferences.NONE, VIENNA);
        RewriteRule rule = new RewriteRule("^${caller_cc}(\\d+)$", "${gpp3}-\\1-${caller_cc}${callee_cc}");
        assertThat(rule.apply("4.7", variables)).contains("9\\1-7-43");
        assertThat(rule.apply("437", variables)).contains("9\\1-7-43");
        assertThat(rule.apply("497", variables)).isEmpty();
    }

    @Test void aVariableWithoutValueIsEmptyText() {
        assertThat(new RewriteRule("^${caller_ac}0[${caller_cc}]?(.+)$", "${caller_cc}\\1").apply("0664", RewriteVariables.NONE)).contains("664");
    }

    @Test void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> new RewriteRule("^(0", "\\1")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> new RewriteRule("^0(.*)$", "\\2")).isInstanceOf(PatternSyntaxException.class)
            .hasMessageContaining("The replacement uses \\2, but the match pattern has 1 groups");
    }

    @Test void theListsOfAllSetsHaveIdsOfTheirOwn() {
        assertThat(RewriteList.CALLER_IN.id(1)).isEqualTo(1);
        assertThat(RewriteList.CALLEE_LNP.id(1)).isEqualTo(6);
        assertThat(RewriteList.CALLER_IN.id(2)).isEqualTo(7);
        assertThat(RewriteList.CALLER_IN.idColumn()).isEqualTo("caller_in_dpid");
        assertThat(RewriteList.of("lnp", "callee")).contains(RewriteList.CALLEE_LNP);
        assertThat(RewriteList.of("in", "both")).isEmpty();
    }

    @Test void theCustomersEmergencyValuesStandInForThoseOfTheCaller() {
        Preferences own = new Preferences(Map.of("ac", List.of("1")));
        Preferences customer = new Preferences(Map.of("emergency_prefix", List.of("E"), "emergency_suffix", List.of("S"), "ac", List.of("9")));
        RewriteRuleSet rules = new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^emergency_(.*)$",
            "${caller_emergency_prefix}${caller_ac}\\1${caller_emergency_suffix}"))));
        assertThat(rules.rewrite(RewriteList.CALLEE_OUT, "emergency_112", RewriteVariables.of(own, customer, Preferences.NONE, Preferences.NONE)))
            .isEqualTo("E1112S");
        Preferences both = new Preferences(Map.of("ac", List.of("1"), "emergency_prefix", List.of("X")));
        assertThat(rules.rewrite(RewriteList.CALLEE_OUT, "emergency_112", RewriteVariables.of(both, customer, Preferences.NONE, Preferences.NONE)))
            .isEqualTo("X1112S");
    }
}
