package io.tandem.proxy.header;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.data.header.HeaderRule;
import io.tandem.data.header.HeaderRule.Action;
import io.tandem.data.header.HeaderRule.Condition;
import io.tandem.data.header.HeaderRule.Direction;
import io.tandem.data.header.HeaderRule.Expression;
import io.tandem.data.header.HeaderRule.Part;
import io.tandem.data.header.HeaderRule.Source;
import io.tandem.data.header.HeaderRule.Type;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.15. */
class HeaderRewritingTest {
    private static final Preferences OWN = new Preferences(Map.of("cli", List.of("431001"), "gpp0", List.of("a", "b"), "cc", List.of("43")));

    private static SipMessage message() {
        return SipMessage.request("INVITE", "sip:bob@example.org").header("From", "\"Alice\" <sip:alice@example.org:5070>;tag=a1").header("To", "<sip:bob@example.org>")
                .header("Call-ID", "c1").header("CSeq", "1 INVITE").header("X-One", "first").header("X-One", "second").header("X-Uri", "<sip:4366@x.example>").build();
    }

    private static HeaderRewriting.Outcome run(SipMessage message, HeaderRule... rules) {
        return HeaderRewriting.run(message, new HeaderParty(new HeaderRuleSet(List.of(rules)), Map.of(), OWN), Direction.A_INBOUND, HeaderEdits.NONE);
    }

    private static HeaderRule rule(List<Condition> conditions, Action... actions) {
        return new HeaderRule(Direction.A_INBOUND, false, conditions, List.of(actions));
    }

    private static Action action(Type type, String header, Part part, String value, Part valuePart) {
        return new Action(type, header, part, value, valuePart, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        // source, name, part, expression, negated, value type, values: holds
        "HEADER, X-One, FULL, IS, false, INPUT, first, true", "HEADER, X-One, FULL, IS, false, INPUT, second, true", "HEADER, X-One, FULL, IS, false, INPUT, third, false",
        "HEADER, X-One, FULL, IS, true, INPUT, third, true", "HEADER, X-One, FULL, IS, true, INPUT, first, false", "HEADER, x-one, FULL, CONTAINS, false, INPUT, irs, true",
        "HEADER, X-One, FULL, IS, false, INPUT, x|first, true", "HEADER, X-Uri, USERNAME, IS, false, INPUT, 4366, true", "HEADER, X-Uri, DOMAIN, IS, false, INPUT, x.example, true",
        "HEADER, From, PORT, IS, false, INPUT, 5070, true", "HEADER, X-Uri, PORT, IS, false, INPUT, '', true", "HEADER, X-One, USERNAME, IS, false, INPUT, first, false",
        "HEADER, X-Uri, USERNAME, MATCHES, false, INPUT, 43*, true", "HEADER, X-Uri, USERNAME, MATCHES, false, INPUT, 3*, false",
        "HEADER, X-Uri, USERNAME, REGEXP, false, INPUT, ^43, true", "HEADER, X-Uri, USERNAME, REGEXP, false, INPUT, (, false",
        "HEADER, X-None, FULL, IS, false, INPUT, '', true", "HEADER, X-None, FULL, IS, false, INPUT, x, false", "HEADER, X-None, FULL, IS, true, INPUT, x, true",
        "PREFERENCE, cli, FULL, IS, false, INPUT, 431001, true", "PREFERENCE, gpp0, FULL, IS, false, INPUT, b, true", "PREFERENCE, clir, FULL, IS, false, INPUT, '', true",
        "INPUT, b, FULL, IS, false, PREFERENCE, gpp0, true", "INPUT, 43, FULL, IS, false, INPUT, '${caller_cc}', true", "AVP, none, FULL, IS, false, INPUT, x, false",
        "HEADER, X-One, FULL, IS, false, INPUT, , false"})
    void aConditionHoldsIfOneOfItsValuesFits(Source source, String name, Part part, Expression expression, boolean negated, Source valueType, String values,
                                             boolean holds) {
        SipMessage message = message();
        List<String> all = values == null ? List.of() : List.of(values.split("\\|", -1));
        run(message, rule(List.of(new Condition(source, part, name, expression, negated, valueType, all, Optional.empty())),
                action(Type.SET, "X-Held", Part.FULL, "yes", Part.FULL)));
        assertThat(message.has("X-Held")).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        // type, header, part, value, part of the value: lines of that header, after bars
        "SET, X-New, FULL, v, FULL, v", "SET, X-One, FULL, v, FULL, v|second", "ADD, X-One, FULL, v, FULL, first|second|v", "REMOVE, X-One, FULL, , FULL, ''",
        "SET, X-Uri, USERNAME, 99, FULL, <sip:99@x.example>", "SET, X-Uri, DOMAIN, y.example, FULL, <sip:4366@y.example>", "SET, X-Uri, PORT, 5099, FULL, <sip:4366@x.example:5099>",
        "SET, X-None, USERNAME, 99, FULL, ''", "SET, X-Uri, PORT, many, FULL, <sip:4366@x.example>", "RSUB, X-Uri, USERNAME, /^43(\\d+)/0\\1/, FULL, <sip:066@x.example>",
        "RSUB, X-Uri, FULL, s#sip:#sips:#, FULL, <sips:4366@x.example>", "RSUB, X-Uri, FULL, nothing, FULL, <sip:4366@x.example>", "RSUB, X-One, FULL, /f(x)?i/[\\1]/, FULL, []rst|second",
        "HEADER, X-New, FULL, X-Uri, USERNAME, 4366", "HEADER, X-New, FULL, X-None, FULL, ''", "PREFERENCE, X-New, FULL, cli, FULL, 431001", "PREFERENCE, X-New, FULL, clir, FULL, ''",
        "SET, X-New, FULL, +${caller_cc} $avp(s:none)1, FULL, +43 1", "SET, From, FULL, <sip:x@y>;tag=z, FULL, <sip:x@y>;tag=a1", "REMOVE, From, FULL, , FULL, \"Alice\" <sip:alice@example.org:5070>;tag=a1",
        "REMOVE, From, PORT, , FULL, \"Alice\" <sip:alice@example.org>;tag=a1", "ADD, To, FULL, <sip:x@y>, FULL, <sip:x@y>", "SET, X-New, FULL, ' ', FULL, ''",
        "SET, Call-ID, FULL, v, FULL, c1", "SET, P-App-Name, FULL, v, FULL, ''", "SET, P-NGCP-Src-Ip, FULL, v, FULL, ''"})
    void actionsChangeHeaders(Type type, String header, Part part, String value, Part valuePart, String lines) {
        SipMessage message = message();
        run(message, rule(List.of(), action(type, header, part, value == null ? "" : value, valuePart)));
        assertThat(String.join("|", message.lines(header))).isEqualTo(lines);
    }

    @Test void variablesLiveOnInLaterRulesAndDirections() {
        SipMessage message = message();
        HeaderRewriting.Outcome first = run(message, rule(List.of(), action(Type.HEADER, "$avp(s:mine)", Part.FULL, "X-Uri", Part.DOMAIN)),
                rule(List.of(new Condition(Source.AVP, Part.FULL, "mine", Expression.IS, false, Source.INPUT, List.of("x.example"), Optional.empty())),
                        action(Type.SET, "X-New", Part.FULL, "at $avp(s:mine)", Part.FULL)));
        assertThat(message.header("X-New")).contains("at x.example");
        assertThat(first.edits()).isEqualTo(new HeaderEdits(Set.of("X-New"), Map.of("mine", "x.example")));
        HeaderParty party = new HeaderParty(new HeaderRuleSet(List.of(rule(List.of(), action(Type.SET, "X-Later", Part.FULL, "${mine}", Part.FULL),
                action(Type.REMOVE, "$avp(s:mine)", Part.FULL, "", Part.FULL)))), Map.of(), OWN);
        HeaderRewriting.Outcome second = HeaderRewriting.run(message, party, Direction.A_INBOUND, first.edits());
        assertThat(message.header("X-Later")).contains("x.example");
        assertThat(second.edits().values()).isEmpty();
        assertThat(second.edits().touched()).containsExactlyInAnyOrder("X-New", "X-Later");
    }

    @ParameterizedTest
    @CsvSource({"456 Not Today, 456", "603  Decline, 603", "200 Fine, 0", "456, 0", "No, 0"})
    void aRuleMayRejectWithCodeAndText(String value, int status) {
        assertThat(run(message(), rule(List.of(), action(Type.SET, "$avp(s:hm_reject)", Part.FULL, value, Part.FULL))).rejection()
                .map(HeaderRewriting.Rejection::status).orElse(0)).isEqualTo(status);
    }

    @Test void rulesOfOtherDirectionsAreLeftAlone() {
        SipMessage message = message();
        run(message, new HeaderRule(Direction.REPLY, false, List.of(), List.of(action(Type.SET, "X-New", Part.FULL, "v", Part.FULL))));
        assertThat(message.has("X-New")).isFalse();
    }
}
