package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.body;
import static org.assertj.core.api.Assertions.assertThat;

/** MESSAGE from Alice to numbers elsewhere: to a short message service centre ({@code smsc_peer}; signalling.md §2.24), or to peers by the rules for calls. */
class ShortMessageLadderTest {
    private static final String NUMBER = "sip:4366123@example.org";
    private static final String CENTRE = "default_smsc";
    private ProxyLadder ladder = new ProxyLadder();
    private int messages;

    private void alice(String... preferences) {
        Map<String, List<String>> all = new HashMap<>();
        Stream.of(preferences).map(preference -> preference.split("=")).forEach(pair -> all.put(pair[0], List.of(pair[1])));
        ladder.accounts.add("alice", "431001", all);
    }

    /** A server for numbers that begin with 43; a group for each. */
    private void peers(PeerHost... hosts) {
        PeerRule rule = new PeerRule("43", Optional.empty(), Optional.empty(), false);
        ladder.tables.peering = new Peering(Stream.of(hosts).map(host -> new PeerGroup(host.id(), "group" + host.id(), host.id(), List.of(host), List.of(rule),
                List.of())).toList());
    }

    private static PeerHost host(int id, String name, String... preferences) {
        Map<String, List<String>> all = new HashMap<>();
        Stream.of(preferences).map(preference -> preference.split("=")).forEach(pair -> all.put(pair[0], List.of(pair[1])));
        return new PeerHost(id, name, "127.0.2." + id, Optional.empty(), 51600 + id, PeerHost.Transport.UDP, 1, new Preferences(all));
    }

    private SipMessage sends(String uri, String text) {
        SipMessage message = ladder.request("MESSAGE", uri, "m" + ++messages, 1).remove("Contact").remove("Record-Route")
                .body("text/plain", text.getBytes(StandardCharsets.UTF_8));
        return ladder.authenticated(message, "alice", "secret-alice");                          // L ── MESSAGE ─▶ P, 407, MESSAGE
    }

    @Test void itGoesToTheCentreOfTheSendersDomainAndLeavesARecord() {
        alice("smsc_peer=" + CENTRE);
        ladder.tables.rewrites.put(9, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^(43.*)$", "+\\1")))));
        peers(host(1, "other"), host(2, CENTRE, "rewrite_rule_set=9"));
        SipMessage sent = sends(NUMBER, "hello");
        SipMessage message = ladder.lb.expects("MESSAGE");                                      // L ◀─ MESSAGE ── P
        assertThat(message.requestUri()).isEqualTo("sip:+4366123@127.0.2.2:51602;transport=udp");
        assertThat(message.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=sip:127.0.2.2:51602%3Btransport%3Dudp");
        assertThat(message.to().uri()).hasToString("sip:+4366123@127.0.2.2");
        assertThat(message.from().uri()).hasToString("sip:431001@example.org");
        assertThat(message.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(message.has("Proxy-Authorization")).isFalse();
        assertThat(body(message)).isEqualTo("hello");
        ladder.lb.answers(message, 202, "Accepted", "p1");                                      // L ── 202 ─▶ P
        SipMessage accepted = ladder.lb.expects(202);                                           // L ◀─ 202 ── P
        assertThat(accepted.header("From")).isEqualTo(sent.header("From"));
        assertThat(accepted.header("P-NGCP-Authorized")).contains("1");
        assertThat(ladder.records).extracting(AccountingRecord::method).containsExactly("INVITE", "BYE");
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"s\":\"sms\"");
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"lcr\":\"2\"", "\"u_out\":\"+4366123\"", "\"d\":\"127.0.2.2\"");
        assertThat(ladder.records.getFirst().sipCode()).isEqualTo(202);
        assertThat(ladder.silo.kept).isEmpty();
        ladder.isIdle();
    }

    /** A part of ASCII or Latin-1 has 160 characters, of a longer text 153; of others 70 and 67. */
    @ParameterizedTest
    @CsvSource({"a, 160, 1", "a, 161, 2", "é, 160, 1", "a, 306, 2", "a, 307, 3", "€, 70, 1", "€, 71, 2", "€, 134, 2", "€, 135, 3"})
    void aLongMessageIsSentWholeAndCountsByItsParts(String letter, int letters, int parts) {
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE));
        sends(NUMBER, letter.repeat(letters));
        SipMessage message = ladder.lb.expects("MESSAGE");
        assertThat(body(message)).hasSize(letters);
        ladder.lb.answers(message, 200, "OK", "p1");
        ladder.lb.expects(200);
        assertThat(ladder.records).filteredOn(record -> record.method().equals("INVITE")).hasSize(parts)
                .extracting(AccountingRecord::branchId).doesNotHaveDuplicates();
        assertThat(ladder.records).filteredOn(record -> record.method().equals("BYE")).hasSize(1);
    }

    @Test void whatTheCentreSaysIsToldToTheSender() {
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE));
        sends(NUMBER, "hello");
        ladder.lb.answers(ladder.lb.expects("MESSAGE"), 404, "No Such Subscriber", "p1");
        assertThat(ladder.lb.expects(404).reason()).isEqualTo("No Such Subscriber");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(404));
        ladder.isIdle();
    }

    @Test void aCentreOfTwoServersIsTriedToTheEnd() {
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE), host(3, CENTRE));
        sends(NUMBER, "hello");
        assertThat(ladder.lb.expects("MESSAGE").requestUri()).contains("127.0.2.2");
        ladder.time.passes(Duration.ofSeconds(8));                                              // silence
        SipMessage last = ladder.lb.expects("MESSAGE");
        while (!last.requestUri().contains("127.0.2.3")) {
            last = ladder.lb.hasRequest() ? ladder.lb.expects("MESSAGE") : ladder.lb.expects(100); // Timer E; RFC 4320 §4.1
        }
        ladder.lb.answers(last, 503, "Service Unavailable", "p1");
        SipMessage told = last;
        while (told.isRequest() || told.status() == 100) {
            told = ladder.lb.hasRequest() ? ladder.lb.expects("MESSAGE") : ladder.lb.expects(503);
        }
        assertThat(told.reason()).isEqualTo("PSTN Termination Currently Unavailable");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(503));
    }

    @Test void aCentreThatWantsAPasswordGetsIt() {
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE, "peer_auth_user=tandem", "peer_auth_pass=secret", "peer_auth_realm=smsc.example"));
        sends(NUMBER, "hello");
        SipMessage first = ladder.lb.expects("MESSAGE");
        ladder.lb.sends(ProxyLadder.response(first, 401, "Unauthorized", "p1").set("WWW-Authenticate", "Digest realm=\"smsc.example\", nonce=\"n1\""));
        SipMessage second = ladder.lb.expects("MESSAGE");
        assertThat(second.header("Authorization").orElseThrow()).contains("username=\"tandem\"", "realm=\"smsc.example\"");
        assertThat(second.cSeq()).isGreaterThan(first.cSeq());
        ladder.lb.answers(second, 200, "OK", "p1");
        assertThat(ladder.lb.expects(200).cSeq()).as("as the sender has numbered it").isEqualTo(2);
        ladder.isIdle();
    }

    @ParameterizedTest
    @CsvSource({"smsc_peer=nobody, sip:4366123@example.org, 503", "smsc_peer=default_smsc, sip:carol@example.org, 404", "clir=0, sip:4366123@example.org, 404",
        "smsc_peer=default_smsc, sip:4366123@elsewhere.example, 404"})
    void withoutACentreOrANumberItGoesNowhere(String preference, String uri, int status) {
        alice(preference);
        peers(host(2, CENTRE));
        sends(uri, "hello");
        ladder.lb.expects(status);
        assertThat(ladder.silo.kept).isEmpty();
        ladder.isIdle();
    }

    @Test void whatStopsACallStopsAMessageToTheCentre() {
        alice("smsc_peer=" + CENTRE, "adm_block_out_list=4366*");
        peers(host(2, CENTRE));
        sends(NUMBER, "hello");
        assertThat(ladder.lb.expects(403).reason()).isEqualTo("Blocked by Admin");
    }

    @Test void aPrepaidSenderNeedsCreditForIt() {
        PrepaidSettings settings = new PrepaidSettings(ladder);
        settings.prepaid(FeeQuestion.Kind.SMS, true, PrepaidSettings.fee("43", "1"));
        settings.has("59");
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE));
        sends(NUMBER, "hello");
        assertThat(ladder.lb.expects(402).reason()).isEqualTo("Insufficient Credit");
        settings.has("60");
        sends(NUMBER, "hello");
        ladder.lb.answers(ladder.lb.expects("MESSAGE"), 200, "OK", "p1");
        ladder.lb.expects(200);
        assertThat(ladder.credit.answered).hasSize(1);
        assertThat(ladder.records).filteredOn(record -> record.srcLeg().contains("\"rsv\":\"" + ladder.credit.answered.getFirst() + "\"")).hasSize(1);
        sends(NUMBER, "hello");
        ladder.lb.expects(402);
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        sends("sip:bob@example.org", "free");
        ladder.lb.expects("MESSAGE");
    }

    @Test void aPrepaidSenderPaysEveryPartOfALongMessage() {
        PrepaidSettings settings = new PrepaidSettings(ladder);
        settings.prepaid(FeeQuestion.Kind.SMS, true, PrepaidSettings.fee("43", "1"));
        settings.has("179");
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE));
        sends(NUMBER, "x".repeat(307));                                                         // three parts, a minute's price each
        ladder.lb.expects(402);
        assertThat(settings.free()).as("nothing is set aside for some of the parts").isEqualByComparingTo("179");
        settings.has("200");
        sends(NUMBER, "x".repeat(307));
        SipMessage message = ladder.lb.expects("MESSAGE");
        assertThat(settings.free()).isEqualByComparingTo("20");
        ladder.lb.answers(message, 200, "OK", "p1");
        ladder.lb.expects(200);
        assertThat(ladder.credit.answered).as("one for each record").hasSize(3).doesNotHaveDuplicates();
        assertThat(ladder.records).filteredOn(record -> record.method().equals("INVITE") && record.sipCode() == 200)
                .extracting(record -> record.srcLeg().replaceAll(".*\"rsv\":\"([^\"]*)\".*", "$1")).containsExactlyElementsOf(ladder.credit.answered);
        settings.has("180");
        sends(NUMBER, "x".repeat(307));
        ladder.lb.answers(ladder.lb.expects("MESSAGE"), 404, "Not Found", "p1");
        ladder.lb.expects(404);
        assertThat(settings.free()).as("what the centre refuses costs nothing").isEqualByComparingTo("180");
    }

    @Test void whatACentreRefusesCostsNothing() {
        PrepaidSettings settings = new PrepaidSettings(ladder);
        settings.prepaid(FeeQuestion.Kind.SMS, true, PrepaidSettings.fee("43", "1"));
        settings.has("60");
        alice("smsc_peer=" + CENTRE);
        peers(host(2, CENTRE));
        sends(NUMBER, "hello");
        ladder.lb.answers(ladder.lb.expects("MESSAGE"), 404, "Not Found", "p1");
        ladder.lb.expects(404);
        assertThat(settings.free()).isEqualByComparingTo("60");
    }

    @Test void aForwardForMessagesLeadsToTheCentreOfWhoeverForwards() {
        alice();
        new ForwardSettings(ladder, "bob", "431002").prefers("smsc_peer", CENTRE).forwards(ForwardType.CFS, NUMBER);
        peers(host(2, CENTRE));
        sends("sip:bob@example.org", "hello");
        assertThat(ladder.lb.expects("MESSAGE").requestUri()).isEqualTo("sip:4366123@127.0.2.2:51602;transport=udp");
    }

    @Test void withoutACentreItGoesToPeersWhereThatIsWanted() {
        ladder = ProxyLadder.withMessagesToPeers();
        alice();
        peers(host(1, "peer1"), host(2, "peer2"));
        sends(NUMBER, "hello");
        ladder.lb.answers(ladder.lb.expects("MESSAGE"), 503, "Service Unavailable", "p1");
        SipMessage second = ladder.lb.expects("MESSAGE");
        assertThat(second.requestUri()).contains("@127.0.2.2:");
        ladder.lb.answers(second, 200, "OK", "p2");
        ladder.lb.expects(200);
        sends("sip:49123@example.org", "hello");
        ladder.lb.expects(404);
        ladder.isIdle();
    }
}
