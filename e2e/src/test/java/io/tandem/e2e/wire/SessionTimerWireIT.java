package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Session timers (RFC 4028), a leg each. */
class SessionTimerWireIT extends WireTest {
    private static final Map<String, Object> EVERY_4_SECONDS = Map.of("sst_enable", "yes", "sst_expires", 8, "sst_min_timer", 2, "sst_max_timer", 20,
        "sst_refresh_method", "UPDATE");
    private String prefix;

    @BeforeEach void open() throws Exception {
        prefix = "4397" + platform.numbers();
    }

    @Test void theCalleesLegHasATimerAndTheCallersNone() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of("sst_enable", "yes", "sst_expires", 600, "sst_min_timer", 100));
        try (Callee phone = platform.registered(bob)) {
            Transcript heard = platform.call(alice, bob.uri()).with("Supported: timer").with("Session-Expires: 1800").answered();
            SipMessage invite = phone.end().request("INVITE");
            assertThat(invite.header("Session-Expires")).contains("600;refresher=uac");
            assertThat(invite.header("Min-SE")).contains("100");
            assertThat(heard.response(200).header("Session-Expires")).isEmpty();
        }
    }

    @Test void aPeersLegIsRefreshedAtHalfOfItsInterval() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", EVERY_4_SECONDS);
        Party alice = platform.subscriber("alice", Map.of());
        try (UdpPhone taker = new UdpPhone(peer); Sipp caller = platform.call(alice, "sip:" + prefix + "1@" + platform.domain()).talking(6000)) {
            SipMessage invite = taker.expects("INVITE");
            assertThat(invite.header("Session-Expires")).contains("8;refresher=uac");
            taker.sends(taker.withSdp(taker.response(invite, 200, "OK").set("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE").set("Require", "timer")
                .set("Session-Expires", "8;refresher=uac")));
            taker.expects("ACK");
            SipMessage refresh = taker.expects("UPDATE");
            assertThat(refresh.header("Session-Expires")).contains("8;refresher=uac");
            taker.sends(taker.response(refresh, 200, "OK").set("Session-Expires", "8;refresher=uac"));
            taker.sends(taker.response(taker.expects("BYE"), 200, "OK"));
            assertThat(caller.end().response(200).header("Session-Expires")).isEmpty();
        }
    }

    @Test void bothLegsAreRefreshedByReinvitesAsTheirOwnSettingsSay() throws Exception {
        Party alice = platform.subscriber("alice", refreshedByReinvite(6));
        Party bob = platform.subscriber("bob", refreshedByReinvite(4));
        platform.register(bob);
        Scenario refreshed = new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody()))
            .send(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK").expect("INVITE").send(Scenario.answer()).expect("ACK").expect("BYE")
            .sendOnce(Scenario.ok());
        Caller call = platform.call(alice, bob.uri()).with("Supported: timer");
        try (Callee phone = platform.playing(bob, refreshed);
             Sipp caller = call.during(then -> then.expect("INVITE").send(Scenario.answer()).expect("ACK"))) {
            Transcript atAlice = caller.end();
            SipMessage ok = atAlice.response(200);
            assertThat(ok.header("Session-Expires")).contains("6;refresher=uas");
            assertThat(ok.headers("Require")).contains("timer");
            assertThat(atAlice.request("INVITE").header("Session-Expires")).contains("6;refresher=uac");
            List<SipMessage> atBob = phone.end().received().stream().filter(message -> message.isRequest() && message.method().equals("INVITE")).toList();
            assertThat(atBob).extracting(invite -> invite.header("Session-Expires").orElseThrow()).containsExactly("4;refresher=uac", "4;refresher=uac");
            assertThat(atBob.getLast().hasBody()).as("it repeats the session description").isTrue();
        }
    }

    private static Map<String, Object> refreshedByReinvite(int seconds) {
        return Map.of("sst_enable", "yes", "sst_expires", seconds, "sst_min_timer", 2, "sst_max_timer", 20, "sst_refresh_method", "INVITE");
    }

    @Test void whoAsksForTooManyRefreshesIsToldTheLeast() throws Exception {
        Party alice = platform.subscriber("alice", Map.of("sst_enable", "yes", "sst_expires", 600, "sst_min_timer", 200));
        Party bob = platform.subscriber("bob", Map.of());
        try (Callee phone = platform.registered(bob)) {
            SipMessage refusal = platform.call(alice, bob.uri()).with("Supported: timer").with("Session-Expires: 100").refused(422).response(422);
            assertThat(refusal.reason()).isEqualTo("Session Interval Too Small");
            assertThat(refusal.header("Min-SE")).contains("200");
        }
    }
}
