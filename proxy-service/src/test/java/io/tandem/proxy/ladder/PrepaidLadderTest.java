package io.tandem.proxy.ladder;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.credit.CreditRequest;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.net.peer.IpNetwork;
import io.tandem.proxy.plan.DryRun;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.PrepaidSettings.CUSTOMER;
import static io.tandem.proxy.ladder.PrepaidSettings.fee;
import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Prepaid callers (signalling.md §2.19, §3.5): a cent a second, by the minute. L is the load balancer, P the proxy, S the B2BUA. */
class PrepaidLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String NUMBER = "sip:4366123@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final PrepaidSettings settings = new PrepaidSettings(ladder);
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    PrepaidLadderTest() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.registered("carol", "sip:carol@192.0.2.8:5060");
        PeerHost host = new PeerHost(1, "peer1", "127.0.2.1", Optional.empty(), 51601, PeerHost.Transport.UDP, 1, Preferences.NONE);
        PeerRule rule = new PeerRule("43", Optional.empty(), Optional.empty(), false);
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host), List.of(rule), List.of())));
        settings.prepaid(true, fee("43", "1"), fee("bob", "1"), fee("carol", "2"));
    }

    private SipMessage calls(String uri, String callId) {
        SipMessage sent = ladder.authenticated(ladder.invite(uri, callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                               // L ◀─  100  ─── P
        return sent;
    }

    private void isRefused(String uri, String callId, int status, String reason) {
        SipMessage sent = calls(uri, callId);
        SipMessage refusal = lb.expects(status);
        assertThat(refusal.reason()).isEqualTo(reason);
        lb.sends(ackFor(sent, refusal));
        b2bua.expectsNothing();
    }

    private String told() {
        return b2bua.expects("INVITE").header("P-App-Param").orElse("");
    }

    @Test void aCallLastsAsLongAsItsCallerCanPay() {
        settings.has("150");
        calls(BOB, "c1");
        assertThat(told()).startsWith("calltimer=119;");
        assertThat(ladder.credit.asked).extracting(CreditRequest::contract, CreditRequest::callId, CreditRequest::leg)
                .containsExactly(tuple(CUSTOMER, "c1", 0));
    }

    @Test void callsAtOneTimeDoNotSpendTheSameMoney() {
        settings.has("60");
        calls(NUMBER, "c1");
        assertThat(told()).startsWith("calltimer=59;");
        isRefused(NUMBER, "c2", 402, "Insufficient Credit");
        assertThat(ladder.records.getLast().sipCode()).as("rating ends what was set aside").isEqualTo(402);
        assertThat(ladder.calls.of("c2")).isEmpty();
    }

    @Test void whoeverPaysAfterwardsIsNotAsked() {
        settings.prepaid(false);
        calls(BOB, "c1");
        assertThat(told()).startsWith("calltimer=21600;");
        assertThat(ladder.credit.asked).isEmpty();
    }

    @Test void callsThatCostNothingNeedNoMoneyAndEmergencyCallsNeither() {
        settings.prepaid(true, fee("", "0"));
        calls(BOB, "c1");
        assertThat(told()).startsWith("calltimer=7199;");
    }

    @Test void whatHasNoFeeCannotBeCalledButServicesCan() {
        settings.has("1000");
        settings.prepaid(true, fee("43", "1"));
        isRefused(BOB, "c1", 402, "Insufficient Credit");
        calls("sip:vmu431002@voicebox.local", "c2");
        ladder.appServer.expects("INVITE");
    }

    @Test void theAppServerHearsHowLongACallMayLast() {
        settings.has("100");
        settings.prepaid(true, fee("vmu", "1"));
        calls("sip:vmu431002@voicebox.local", "c1");
        assertThat(ladder.appServer.expects("INVITE").header("P-App-Length")).as("a minute is paid").contains("59");
        settings.prepaid(false);
        calls("sip:vmu431002@voicebox.local", "c2");
        assertThat(ladder.appServer.expects("INVITE").header("P-App-Length")).contains("21600");
    }

    @Test void moneyIsSetAsideForSoLongACallAtMost() {
        settings.has("1000000");
        calls(NUMBER, "c1");
        assertThat(told()).startsWith("calltimer=7199;");
        assertThat(ladder.credit.cash.get(CUSTOMER)).isEqualByComparingTo("992800");
        ladder.accounts.add("alice", "431001", Map.of("max_call_duration", List.of("90")));
        calls(NUMBER, "c2");
        assertThat(told()).startsWith("calltimer=89;");
        assertThat(ladder.credit.cash.get(CUSTOMER)).as("two minutes").isEqualByComparingTo("992680");
    }

    @Test void aForwardedCallLastsAsLongAsAllWhoPayForItCan() {
        settings.has("7440");
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFU, "sip:carol@example.org");
        ladder.accounts.add("carol", "431003", Map.of());
        calls(BOB, "c1");
        assertThat(told()).as("alice for two hours, bob with what is left").startsWith("calltimer=119;");
        assertThat(ladder.credit.asked).extracting(CreditRequest::leg).containsExactly(0, 1);
    }

    @Test void explainTellsTheCreditWithoutSettingItAside() {
        settings.has("150");
        var trace = ladder.core.dryRun().of(new DryRun.Question("alice@example.org", BOB, ladder.time.instant(), List.of())).toCompletableFuture();
        ladder.time.runDue();
        assertThat(trace.join().orElseThrow().describe().toString()).contains("credit for 119 s");
        assertThat(ladder.credit.cash.get(CUSTOMER)).isEqualByComparingTo("150");
    }

    @Test void nobodyCallsOnCreditWhileTheDatabaseIsAway() {
        ladder.credit.away = true;
        isRefused(NUMBER, "c1", 503, "Service Unavailable");
    }

    @Test void theNetworkThatChoosesTheProfileIsTheOneOfTheRecord() {
        settings.has("1000");
        ladder.accounts.add("alice", "431001", Map.of("ip_header", List.of("P-Real-Ip")));
        BillingMappings before = ladder.tables.billing.get((int) CUSTOMER);
        ladder.tables.billing.put((int) CUSTOMER, new BillingMappings(List.of(before.all().getFirst(), new BillingMappings.Mapping(2, 11, false,
                Optional.empty(), Optional.empty(), Optional.of(List.of(IpNetwork.parse("198.51.100.0/24")))))));
        ladder.authenticated(ladder.invite(BOB, "c1", 1).set("P-Real-Ip", "198.51.100.7"), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-App-Param").orElse("")).as("who pays afterwards").startsWith("calltimer=21600;");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(ladder.records.getLast().srcLeg()).contains("\"ip\":\"198.51.100.7\"");
    }
}
