package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Codec lists of both parties (signalling.md §2.22) on offers, answers and later descriptions of a call. */
class CodecLadderTest {
    private static final String AUDIO = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    private final ProxyLadder ladder = new ProxyLadder();

    @BeforeEach void bobTakesAlawOnly() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.accounts.add("bob", "431002", Map.of("codecs_filter", List.of("1"), "codecs_list", List.of("PCMA")));
        ladder.accounts.add("alice", "431001", Map.of("codecs_filter", List.of("0"), "codecs_list", List.of("G729")));
    }

    private static byte[] sdp(String formats) {
        return (AUDIO + "m=audio 4000 RTP/AVP " + formats + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private SipMessage calls(String formats) {
        ladder.authenticated(ladder.request("INVITE", "sip:bob@example.org", "c1", 1).body("application/sdp", sdp(formats)), "alice", "secret-alice");
        ladder.lb.expects(100);                                                          // L ◀─  100  ─── P
        return ladder.b2bua.expects("INVITE");                                           // P ── INVITE ─▶ S
    }

    @Test void descriptionsOfBothSidesAreCutForTheWholeCall() {
        SipMessage invite = calls("18 0 8");
        assertThat(ProxyLadder.body(invite)).contains("m=audio 4000 RTP/AVP 8\r\n");
        String route = invite.header("Record-Route").orElseThrow();
        assertThat(route).contains(";tandem-codecs=");
        ladder.b2bua.sends(ProxyLadder.response(invite, 200, "OK", "s1").body("application/sdp", sdp("8 0")));
        assertThat(ProxyLadder.body(ladder.lb.expects(200))).contains("m=audio 4000 RTP/AVP 8\r\n");
        SipMessage again = ladder.inDialog("INVITE", "c1", 5, "s1").set("Route", route).body("application/sdp", sdp("0 18 8"));
        ladder.lb.sends(again);                                                          // L ── INVITE ─▶ P
        ladder.lb.expects(100);
        SipMessage onward = ladder.b2bua.expects("INVITE");
        assertThat(ProxyLadder.body(onward)).contains("m=audio 4000 RTP/AVP 8\r\n");
        ladder.b2bua.sends(ProxyLadder.response(onward, 200, "OK", "s1").body("application/sdp", sdp("8 18")));
        assertThat(ProxyLadder.body(ladder.lb.expects(200))).contains("m=audio 4000 RTP/AVP 8\r\n");
    }

    @Test void aCallerWithoutACodecThatTheCalleeTakesIsRefusedWithARecord() {
        ladder.authenticated(ladder.request("INVITE", "sip:bob@example.org", "c1", 1).body("application/sdp", sdp("18 0")), "alice", "secret-alice");
        ladder.lb.expects(100);
        assertThat(ladder.lb.expects(488).reason()).isEqualTo("Not Acceptable Here");
        ladder.b2bua.expectsNothing();
        assertThat(ladder.records.getLast().sipCode()).isEqualTo(488);
        ladder.isIdle();
    }

    @Test void mediaThatAPartyDoesNotWantAreTakenOutOfOffers() {
        ladder.accounts.add("bob", "431002", Map.of("sdp_media_remove", List.of("video")));
        String body = ProxyLadder.body(calls("0 8\r\nm=video 4002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000"));
        assertThat(body).contains("m=audio 4000 RTP/AVP 0 8\r\n").contains("m=video 0 ").doesNotContain("m=video 4002");
    }

    @Test void aLateOfferIsCutToo() {
        ladder.authenticated(ladder.request("INVITE", "sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        ladder.b2bua.sends(ProxyLadder.response(invite, 200, "OK", "s1").body("application/sdp", sdp("8 0")));
        assertThat(ProxyLadder.body(ladder.lb.expects(200))).contains("m=audio 4000 RTP/AVP 8\r\n");
        ladder.lb.sends(ladder.inDialog("ACK", "c1", 2, "s1").set("Route", invite.header("Record-Route").orElseThrow()).body("application/sdp", sdp("8 18")));
        assertThat(ProxyLadder.body(ladder.b2bua.expects("ACK"))).contains("m=audio 4000 RTP/AVP 8\r\n");
    }

    @Test void thePhonesOfPartiesAreNamedAsTheirSettingsSayForTheWholeCall() {
        ladder.accounts.add("bob", "431002", Map.of("ua_header_mode", List.of("replace"), "ua_header_replace", List.of("Our Phone")));
        ladder.accounts.add("alice", "431001", Map.of("ua_header_mode", List.of("strip")));
        SipMessage invite = calls("8");
        assertThat(invite.has("User-Agent")).isFalse();
        ladder.b2bua.sends(ProxyLadder.response(invite, 200, "OK", "s1").add("Server", "Bob's Phone 1.2").body("application/sdp", sdp("8")));
        assertThat(ladder.lb.expects(200).header("Server")).contains("Our Phone");
        String route = invite.header("Record-Route").orElseThrow();
        ladder.lb.sends(ladder.inDialog("INFO", "c1", 5, "s1").set("Route", route));
        SipMessage onward = ladder.b2bua.expects("INFO");
        assertThat(onward.has("User-Agent")).isFalse();
        ladder.b2bua.sends(ProxyLadder.response(onward, 200, "OK", "s1").add("Server", "Bob's Phone 1.2"));
        assertThat(ladder.lb.expects(200).header("Server")).contains("Our Phone");
    }

    @Test void whatThePhonesSayPassesWithoutSettings() {
        ladder.accounts.add("bob", "431002", Map.of());
        ladder.accounts.add("alice", "431001", Map.of());
        SipMessage invite = calls("8");
        assertThat(invite.header("User-Agent")).contains("Test Phone");
        assertThat(invite.header("Record-Route").orElseThrow()).doesNotContain("tandem-agents");
    }

    @Test void whoListsNothingHasNothingInItsRoutes() {
        ladder.accounts.add("bob", "431002", Map.of());
        ladder.accounts.add("alice", "431001", Map.of());
        SipMessage invite = calls("18 0 8");
        assertThat(ProxyLadder.body(invite)).contains("m=audio 4000 RTP/AVP 18 0 8\r\n");
        assertThat(invite.header("Record-Route").orElseThrow()).doesNotContain("tandem-codecs");
    }
}
