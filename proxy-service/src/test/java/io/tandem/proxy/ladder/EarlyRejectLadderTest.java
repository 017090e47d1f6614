package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.proxy.refusal.EarlyRejects;
import io.tandem.proxy.refusal.EarlyRejects.Reply;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Codes and phrases that an operator has given to refusals (signalling.md §2.21). */
class EarlyRejectLadderTest {
    private static final String BOB = "sip:bob@example.org";

    private static ProxyLadder ladder(String handle, int code, String reason) {
        return new ProxyLadder(new EarlyRejects(Map.of(handle, new Reply(code, reason))));
    }

    private static Map<String, List<String>> set(String attribute, String value) {
        return new HashMap<>(Map.of(attribute, List.of(value)));
    }

    private static SipMessage refused(ProxyLadder ladder, int status) {
        ladder.calls(BOB, "c1");
        SipMessage refusal = ladder.lb.expects(status);                                             // L ◀─ refusal ─ P
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).as("as the caller heard it").isEqualTo(status));
        return refusal;
    }

    @ParameterizedTest
    @CsvSource({
        // whose setting, attribute, value, handle, code without settings
        "alice, lock, 2, locked-out, 403", "bob, lock, 3, locked_in, 403", "alice, allowed_ips, 203.0.113.1, unauthcallerip, 403",
        "alice, block_out_list, 43*, block-out, 403", "alice, adm_block_out_list, 43*, block-out, 403", "bob, block_in_list, 43*, block-in, 403",
        "bob, adm_block_in_list, 43*, block-in, 403", "bob, dnd, 1, callee-dnd, 486", "bob, clir, 1, callee-offline, 480",
        "alice, concurrent_max, 0, max-calls-out, 403"})
    void callersHearTheCodeAndPhraseThatTheOperatorHasSet(String who, String attribute, String value, String handle, int usual) {
        ProxyLadder ladder = ladder(handle, 599, "Ask The Operator");
        ladder.accounts.add(who, who.equals("alice") ? "431001" : "431002", set(attribute, value));
        if (!handle.equals("callee-offline")) {
            ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        }
        assertThat(refused(ladder, 599).reason()).isEqualTo("Ask The Operator");
        ProxyLadder other = ladder("reject_vsc", 599, "");
        other.accounts.add(who, who.equals("alice") ? "431001" : "431002", set(attribute, value));
        if (!handle.equals("callee-offline")) {
            other.registered("bob", "sip:bob@192.0.2.9:5060");
        }
        refused(other, usual);
    }

    @Test void whatIsLeftOutStays() {
        assertThat(refused(ladder("callee_offline", 0, "Nobody Home"), 480).reason()).isEqualTo("Nobody Home");
        assertThat(refused(ladder("callee_offline", 404, ""), 404).reason()).isEqualTo("Offline");
    }

    @Test void aCallThatNobodyAnswersIsToldSoInTheOperatorsWords() {
        ProxyLadder ladder = ladder("callee-tmp-unavailable", 408, "No Answer");
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.calls(BOB, "c1");
        SipMessage invite = ladder.asks(BOB);
        ladder.b2bua.refuses(invite, 480, "Temporarily Unavailable");
        assertThat(ladder.lb.expects(408).reason()).isEqualTo("No Answer");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(408);
    }

    @Test void namesAreReadHoweverTheyAreWritten() {
        EarlyRejects read = new Binder(new MapConfigurationPropertySource(Map.of("tandem.proxy.early-rejects.replies.callee-offline.code", "404",
                "tandem.proxy.early-rejects.replies.cf_loop.reason", "Too Many Forwards"))).bind("tandem.proxy.early-rejects", EarlyRejects.class).get();
        assertThat(read.replies()).containsOnly(Map.entry("callee_offline", new Reply(404, "")), Map.entry("cf_loop", new Reply(0, "Too Many Forwards")));
    }

    @Test void withoutSettingsRefusalsStayAsTheyAre() {
        Binder empty = new Binder(new MapConfigurationPropertySource());
        assertThat(empty.bindOrCreate("tandem.proxy.early-rejects", EarlyRejects.class)).isEqualTo(EarlyRejects.NONE);
    }

    @Test void anUnknownNameAndACodeThatIsNoneAreRefused() {
        assertThatThrownBy(() -> ladder("callee_ofline", 480, "")).hasMessageContaining("callee_ofline names no refusal")
                .hasMessageContaining("callee_offline");
        assertThatThrownBy(() -> new Reply(200, "")).hasMessageContaining("300 to 699");
        for (String control : List.of("\r\n", "\u007f", "\u0085", "\u2028", "\u2029")) {
            assertThatThrownBy(() -> new Reply(480, "Two" + control + "Lines")).hasMessageContaining("one line");
        }
    }
}
