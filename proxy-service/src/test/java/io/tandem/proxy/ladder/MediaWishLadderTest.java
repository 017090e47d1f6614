package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.sound.SoundSet;
import io.tandem.proxy.codec.MediaWishes;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.media.MediaCommand;
import io.tandem.proxy.media.MediaTerms;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the media relay is told of the parties of a call (signalling.md §2.22). */
class MediaWishLadderTest {
    private static final AddressOfRecord BOB = new AddressOfRecord("bob", "example.org");
    private final ProxyLadder ladder = new ProxyLadder();

    MediaWishLadderTest() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void account(String user, String number, String... preferences) {
        Map<String, List<String>> values = new HashMap<>();
        for (String preference : preferences) {
            values.put(preference.split("=")[0], List.of(preference.split("=")[1]));
        }
        ladder.accounts.add(user, number, values);
    }

    /** @return the INVITE to the B2BUA */
    private SipMessage call() {
        return call("c1");
    }

    private SipMessage call(String callId) {
        ladder.authenticated(ladder.invite("sip:bob@example.org", callId, 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        ladder.lb.expects(200);
        return invite;
    }

    private List<String> options(int command) {
        return switch (ladder.relay.commands.get(command)) {
            case MediaCommand.Offer offer -> offer.options();
            case MediaCommand.Answer answer -> answer.options();
            case MediaCommand.Digit digit -> List.of(digit.fromTag() + " presses " + digit.digit() + " for " + digit.millis() + " ms");
            case MediaCommand.Sound sound -> List.of(sound.toTag() + " hears " + sound.file());
            case MediaCommand.Silence silence -> List.of(silence.toTag() + " hears nothing more");
            case MediaCommand.Delete _ -> List.of("delete");
        };
    }

    @Test void eachPartyIsServedAsItsOwnSettingsSayForTheWholeCall() {
        account("alice", "431001", "use_rtpproxy=ice_replace_candidates", "transport_protocol=UDP/TLS/RTP/SAVPF", "DTLS_fingerprint=sha-256",
                "rtp_interface=web");
        account("bob", "431002", "transport_protocol=RTP/AVP", "ipv46_for_rtpproxy=force_ipv6", "rtp_interface=default", "ptime=30",
                "transcode_PCMA=1", "always_transcode=1");
        SipMessage invite = call();
        List<String> toBob = List.of("transport-protocol=RTP/AVP", "address-family=IP6", "ptime=30", "always-transcode", "codec-transcode-PCMA",
                "from-interface=web");
        assertThat(options(0)).isEqualTo(toBob);
        assertThat(options(1)).as("the answer").containsExactly("ICE=force", "DTLS-fingerprint=sha-256");
        String route = invite.header("Record-Route").orElseThrow();
        SipMessage again = ladder.inDialog("INVITE", "c1", 5, "s1").set("Route", route);
        ladder.lb.sends(ProxyLadder.withSdp(again));                                     // L ── INVITE ─▶ P   Alice holds
        ladder.lb.expects(100);
        ladder.b2bua.answersWithSdp(ladder.b2bua.expects("INVITE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(options(2)).isEqualTo(toBob);
        ladder.b2bua.sends(ProxyLadder.withSdp(ofBob(route)));                           //        P ◀─ INVITE ── S   Bob does
        ladder.b2bua.expects(100);
        ladder.lb.expects("INVITE");
        assertThat(options(4)).containsExactly("ICE=force", "transport-protocol=UDP/TLS/RTP/SAVPF", "DTLS-fingerprint=sha-256", "to-interface=web");
    }

    /** A request of the B2BUA towards Alice. */
    private SipMessage ofBob(String route) {
        return ladder.request("INVITE", "sip:alice@192.0.2.1:5060", "c1", 7).set("From", "<sip:bob@example.org>;tag=s1")
                .set("To", "\"Alice\" <sip:alice@example.org>;tag=a1").remove("Record-Route").set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bKbob")
                .add("Route", route).add("Route", "<sip:127.0.0.1;lr;r2=on>");
    }

    @Test void withoutSettingsNothingIsSaidAndTheRouteKnowsNothing() {
        account("bob", "431002");
        assertThat(call().header("Record-Route").orElseThrow()).doesNotContain("tandem-media");
        assertThat(options(0)).isEmpty();
        assertThat(options(1)).isEmpty();
    }

    @Test void whereBothPartiesWantNoRelayThereIsNone() {
        account("alice", "431001", "use_rtpproxy=never");
        account("bob", "431002", "use_rtpproxy=never");
        SipMessage invite = call();
        assertThat(ProxyLadder.body(invite)).isEqualTo(ProxyLadder.SDP);
        ladder.lb.sends(ladder.inDialog("BYE", "c1", 5, "s1").set("Route", invite.header("Record-Route").orElseThrow())); // L ── BYE ─▶ P
        ladder.b2bua.answers(ladder.b2bua.expects("BYE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(ladder.relay.commands).isEmpty();
    }

    @Test void aReinviteThatHidesTheWishForNoRelayTakesNone() {
        account("alice", "431001", "use_rtpproxy=never");
        account("bob", "431002", "use_rtpproxy=never");
        call();
        ladder.lb.sends(ProxyLadder.withSdp(ladder.inDialog("INVITE", "c1", 5, "s1").set("Route", "<sip:127.0.0.1:5062;lr;ftag=a1>")));
        ladder.lb.expects(100);
        SipMessage again = ladder.b2bua.expects("INVITE");
        assertThat(ProxyLadder.body(again)).isEqualTo(ProxyLadder.SDP);
        ladder.b2bua.answersWithSdp(again, 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(ladder.relay.commands).isEmpty();
    }

    @Test void aForgedWishForNoRelayKeepsNoEndFromIt() {
        account("alice", "431001", "use_rtpproxy=never");
        account("bob", "431002", "use_rtpproxy=never");
        String without = call("c1").header("Record-Route").orElseThrow();
        assertThat(without).contains("tandem-media");
        account("bob", "431002", "use_rtpproxy=always");
        call("c2");
        ladder.lb.sends(ladder.inDialog("BYE", "c2", 5, "s1").set("Route", without)); // L ── BYE ─▶ P
        ladder.b2bua.answers(ladder.b2bua.expects("BYE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(ladder.relay.log).contains("delete c2");
    }

    @Test void whereOnePartyWantsARelayThereIsOne() {
        account("bob", "431002", "use_rtpproxy=never");
        assertThat(ProxyLadder.body(call())).startsWith("relayed ");
        assertThat(options(0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // caller's wish, callee's wish, address of the caller, whether behind NAT, contact, where it was seen: relayed?
        "same_nat, same_nat, 198.51.100.7, 1, 10.0.0.9, 198.51.100.7, false", "same_nat, same_nat, 198.51.100.7, 1, 10.0.0.9, 198.51.100.8, true",
        "same_nat, never, 198.51.100.7, 1, 10.0.0.9, 198.51.100.7, true", "same_nat, both_public, 198.51.100.7, 0, 198.51.100.7, 198.51.100.7, true",
        "both_public, both_public, 192.0.2.1, 0, 198.51.100.8, 198.51.100.8, false", "both_public, both_public, 192.0.2.1, 1, 198.51.100.8, 198.51.100.8, true",
        "both_public, both_public, 192.0.2.1, 0, 10.0.0.9, 198.51.100.8, true", "both_public, both_public, 10.0.0.1, 0, 10.0.0.9, 10.0.0.9, true",
        "both_public, both_public, 100.64.3.1, 0, 198.51.100.8, 198.51.100.8, true"})
    void mediaPassTheRelayByWhereBothPhonesQualify(String caller, String callee, String source, String nat, String contact, String seen, boolean relayed) {
        account("alice", "431001", "bypass_rtpproxy=" + caller);
        account("bob", "431002", "bypass_rtpproxy=" + callee);
        ladder.locations.update(BOB, List.of(at(contact, seen)), List.of());
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).set("P-NGCP-Src-Ip", source).add("P-NGCP-Src-Nat", nat), "alice", "secret-alice");
        ladder.lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri().equals("sip:bob@example.org")).isEqualTo(relayed);
        assertThat(ProxyLadder.body(invite).startsWith("relayed ")).isEqualTo(relayed);
    }

    /** Bob's phone, in place of the one that is registered. */
    private Binding at(String contact, String seen) {
        return new Binding("uloc-sip:bob@192.0.2.9:5060", SipUri.parse("sip:bob@" + contact + ":5060"), "sip:" + seen + ":5060",
                List.of("<sip:lb@127.0.0.1:5060;lr>"), Optional.of(ladder.time.instant().plusSeconds(600)), "", "r1", 1,
                ladder.time.instant(), "phone", "", "", "", 0);
    }

    @Test void whoWantsSomethingOfTheRelayHasItEvenBehindOneNat() {
        account("alice", "431001", "bypass_rtpproxy=same_nat");
        account("bob", "431002", "bypass_rtpproxy=same_nat", "record_call=1");
        ladder.locations.update(BOB, List.of(at("192.0.2.1", "192.0.2.1")), List.of());
        assertThat(ProxyLadder.body(call())).startsWith("relayed ");
        account("bob", "431002", "bypass_rtpproxy=same_nat");
        SipMessage direct = call("c2");
        assertThat(ProxyLadder.body(direct)).isEqualTo(ProxyLadder.SDP);
        int before = ladder.relay.commands.size();
        ladder.lb.sends(ladder.inDialog("BYE", "c2", 5, "s1").set("Route", direct.header("Record-Route").orElseThrow())); // L ── BYE ─▶ P
        ladder.b2bua.answers(ladder.b2bua.expects("BYE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(ladder.relay.commands).hasSize(before);
    }

    private void oneNat() {
        account("alice", "431001", "bypass_rtpproxy=same_nat");
        account("bob", "431002", "bypass_rtpproxy=same_nat");
        ladder.locations.update(BOB, List.of(at("192.0.2.1", "192.0.2.1")), List.of());
    }

    @Test void aPhoneThatRegistersElsewhereMeanwhileDoesNotRingWithoutARelay() {
        oneNat();
        SipMessage direct = call();
        ladder.registered("bob", "sip:bob@192.0.2.77:5060");
        SipMessage legB = ladder.request("INVITE", direct.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1");
        ladder.b2bua.sends(legB);                                                        // S ── INVITE ─▶ P
        ladder.b2bua.expects(100);
        assertThat(ladder.lb.expects("INVITE").requestUri()).isEqualTo("sip:bob@192.0.2.1:5060");
        ladder.lb.expectsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"play_emulated_ringback_tone", "play_announce_to_callee", "play_announce_before_call_setup"})
    void whoWantsSoundsPlayedHasTheRelay(String sound) {
        oneNat();
        account("alice", "431001", "bypass_rtpproxy=same_nat", sound + "=1");
        assertThat(ProxyLadder.body(call())).startsWith("relayed ");
    }

    @Test void aDirectCallThatIsForwardedComesToTheRelay() {
        oneNat();
        account("carol", "431003", "bypass_rtpproxy=same_nat");
        ladder.locations.update(new AddressOfRecord("carol", "example.org"), List.of(at("192.0.2.1", "192.0.2.1")), List.of());
        new ForwardSettings(ladder, "bob", "431002").prefers("bypass_rtpproxy", "same_nat")
                .forwards(ForwardType.CFB, "sip:carol@example.org", "sip:vmb431002@voicebox.local");
        ladder.calls("sip:bob@example.org", "c1");
        SipMessage direct = ladder.b2bua.expects("INVITE");
        assertThat(ProxyLadder.body(direct)).isEqualTo(ProxyLadder.SDP);
        ladder.b2bua.refuses(direct, 486, "Busy Here");
        SipMessage forwarded = ladder.asks("sip:carol@example.org");                     // P ── INVITE ─▶ S
        assertThat(ProxyLadder.body(forwarded)).startsWith("relayed ");
        ladder.b2bua.refuses(forwarded, 486, "Busy Here");
        SipMessage message = ladder.appServer.expects("INVITE");                         // P ── INVITE ─▶ app server
        assertThat(ProxyLadder.body(message)).startsWith("relayed ");
        ladder.appServer.answersWithSdp(message, 200, "OK", "v1");
        assertThat(ProxyLadder.body(ladder.lb.expects(200))).startsWith("relayed ");
    }

    @Test void aPhoneElsewhereThatRingsTooKeepsTheRelay() {
        account("alice", "431001", "bypass_rtpproxy=same_nat");
        account("bob", "431002", "bypass_rtpproxy=same_nat");
        ladder.locations.update(BOB, List.of(at("192.0.2.1", "192.0.2.1")), List.of());
        ladder.registered("bob", "sip:bob@192.0.2.77:5060");
        assertThat(ProxyLadder.body(call())).startsWith("relayed ");
    }

    @Test void callsAreRecordedAsEitherPartyWantsIt() {
        account("alice", "431001", "record_call=1");
        account("bob", "431002", "record_call=3");
        call();
        assertThat(options(0)).containsExactly("record-call", "recording-vsc");
        assertThat(options(1)).containsExactly("record-call");
    }

    /** With rtcp-mux and keys taken out; the caller has ICE and keys with the relay if it has them at all. */
    @Test void applicationsAreOfferedPlainRtpWhateverTheCallerSpeaks() {
        account("bob", "431002");
        account("alice", "431001", "DTLS_fingerprint=sha-512");
        ladder.authenticated(ladder.invite("sip:conf=431002@conference.local", "c1", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        SipMessage invite = ladder.appServer.expects("INVITE");
        ladder.appServer.answersWithSdp(invite, 200, "OK", "v1");
        ladder.lb.expects(200);
        List<String> plain = List.of("transport-protocol=RTP/AVP", "rtcp-mux=demux", "SDES=off", "DTLS=off");
        assertThat(options(0)).isEqualTo(plain);
        assertThat(options(1)).as("the answer").containsExactly("DTLS-fingerprint=sha-512", "ICE=default");
        SipMessage again = ladder.inDialog("INVITE", "c1", 5, "v1").requestUri("sip:127.0.0.1:5070")
                .set("Route", invite.header("Record-Route").orElseThrow());
        ladder.lb.sends(ProxyLadder.withSdp(again));                                     // L ── INVITE ─▶ P   Alice holds
        ladder.lb.expects(100);
        ladder.appServer.answersWithSdp(ladder.appServer.expects("INVITE"), 200, "OK", "v1");
        ladder.lb.expects(200);
        assertThat(options(2)).isEqualTo(plain);
        assertThat(options(3)).containsExactly("DTLS-fingerprint=sha-512", "ICE=default");
    }

    @Test void whoeverIsCalledAfterAnApplicationIsOfferedTheCallersProfileAgain() {
        ladder.tables.sounds.put(5, new SoundSet(Map.of("announce_before_call_setup", 105)));
        account("bob", "431002", "sound_set=5", "play_announce_before_call_setup=1");
        account("alice", "431001", "record_call=1");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        SipMessage announcement = ladder.appServer.expects("INVITE");
        ladder.appServer.answersWithSdp(announcement, 183, "Progress", "m1");
        ladder.lb.expects(183);
        ladder.appServer.answers(announcement, 301, "Message Ended", "m1");
        ladder.appServer.expects("ACK");
        ladder.b2bua.answersWithSdp(ladder.b2bua.expects("INVITE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(options(0)).startsWith("transport-protocol=RTP/AVP");
        assertThat(options(1)).as("an announcement is no part of the recording").containsExactly("ICE=default");
        assertThat(options(2)).containsExactly("transport-protocol=accept");
        assertThat(options(3)).containsExactly("record-call");
    }

    @Test void whoIsHeldHearsTheMusicOfWhoHoldsAndIsToldAsItsOwnSettingsSay() {
        ladder.tables.sounds.put(5, new SoundSet(Map.of("music_on_hold", 77)));
        ladder.tables.sounds.put(6, new SoundSet(Map.of("music_on_hold", 88)));
        account("alice", "431001", "sound_set=5", "music_on_hold=1", "set_moh_zeroconnection=1");
        account("bob", "431002", "sound_set=6", "music_on_hold=1", "set_moh_sendonly=1");
        String route = call().header("Record-Route").orElseThrow();
        assertThat(options(0)).containsExactly("moh=db-id:77,mode:sendonly");
        assertThat(options(1)).containsExactly("moh=db-id:88,connection:zero");
        SipMessage hold = ladder.inDialog("INVITE", "c1", 5, "s1").set("Route", route);
        ladder.lb.sends(ProxyLadder.withSdp(hold));                                      // L ── INVITE ─▶ P   Alice holds
        ladder.lb.expects(100);
        ladder.b2bua.answersWithSdp(ladder.b2bua.expects("INVITE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(options(2)).containsExactly("moh=db-id:77,mode:sendonly");
        ladder.b2bua.sends(ProxyLadder.withSdp(ofBob(route)));                           //        P ◀─ INVITE ── S   Bob does
        ladder.b2bua.expects(100);
        ladder.lb.expects("INVITE");
        assertThat(options(4)).containsExactly("moh=db-id:88,connection:zero");
    }

    @Test void withoutASoundOrTheSettingThereIsNoMusicAndApplicationsHearNone() {
        account("alice", "431001", "sound_set=5", "music_on_hold=1");
        account("bob", "431002", "sound_set=6");
        ladder.tables.sounds.put(6, new SoundSet(Map.of("music_on_hold", 88)));
        call();
        assertThat(options(0)).isEmpty();
        assertThat(options(1)).isEmpty();
        ladder.tables.sounds.put(5, new SoundSet(Map.of("music_on_hold", 77)));
        ladder.authenticated(ladder.invite("sip:conf=431002@conference.local", "c2", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        ladder.appServer.expects("INVITE");
        assertThat(options(2)).noneMatch(option -> option.startsWith("moh"));
    }

    @Test void whoIsParkedHearsTheMusicOfWhoParked() {
        ladder.tables.sounds.put(5, new SoundSet(Map.of("music_on_hold", 77)));
        account("alice", "431001", "sound_set=5", "music_on_hold=1", "cloud_pbx=1");
        ladder.authenticated(ladder.invite("sip:*97*5@example.org", "c1", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        ladder.b2bua.answersWithSdp(ladder.b2bua.expects("INVITE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(options(1)).as("the answer, which holds").containsExactly("moh=db-id:77");
    }

    @Test void whatAPhoneWritesIntoOurRouteHasNoEffect() {
        account("alice", "431001");
        account("bob", "431002", "record_call=1");
        String ours = call().header("Record-Route").orElseThrow();
        String forged = new MediaTerms("a1", List.of(), MediaWishes.parse("record-call"),
                MediaWishes.parse("interface=inside")).token().orElseThrow();
        again(ours.replaceFirst("tandem-media=[^;>]+", "tandem-media=" + forged), 5);
        assertThat(options(2)).as("another token").isEmpty();
        again("<sip:127.0.0.1:5062;lr;ftag=a1;tandem-media=" + forged + ">", 6);
        assertThat(options(4)).as("no seal").isEmpty();
        again(ours, 7);
        assertThat(options(6)).containsExactly("record-call");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c2", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        ladder.b2bua.answersWithSdp(ladder.b2bua.expects("INVITE"), 200, "OK", "s1");
        ladder.lb.expects(200);
        ladder.lb.sends(ProxyLadder.withSdp(ladder.inDialog("INVITE", "c2", 5, "s1").set("Route", ours)));
        ladder.lb.expects(100);
        ladder.b2bua.expects("INVITE");
        assertThat(options(10)).as("the route of another call").isEmpty();
    }

    private void again(String route, long cSeq) {
        ladder.lb.sends(ProxyLadder.withSdp(ladder.inDialog("INVITE", "c1", cSeq, "s1").set("Route", route)));
        ladder.lb.expects(100);
        ladder.b2bua.answersWithSdp(ladder.b2bua.expects("INVITE"), 200, "OK", "s1");
        ladder.lb.expects(200);
    }

    private SipMessage info(String toTag, long cSeq, String body) {
        return ladder.inDialog("INFO", "c1", cSeq, toTag).body("application/dtmf-relay", body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test void digitsOfAPhoneThatSendsInfoBecomeTelephoneEvents() {
        account("alice", "431001", "convert_dtmf_info=1");
        account("bob", "431002");
        String route = call().header("Record-Route").orElseThrow();
        assertThat(options(1)).as("the relay knows it").containsExactly("inject-DTMF");
        ladder.lb.sends(info("s1", 5, "Signal= 5\r\nDuration= 160\r\n").set("Route", route));    // L ── INFO ─▶ P
        ladder.lb.expects(200);                                                                  // L ◀─ 200 ── P   it ends here
        assertThat(options(2)).containsExactly("a1 presses 5 for 160 ms");
        ladder.b2bua.expectsNothing();
        ladder.relay.refusal = java.util.Optional.of("digit");
        ladder.lb.sends(info("s1", 6, "Signal=*\r\nDuration=20\r\n").set("Route", route));
        ladder.b2bua.answers(ladder.b2bua.expects("INFO"), 200, "OK", "s1");                     //        P ── INFO ─▶ S   the relay could not
        ladder.lb.expects(200);
        assertThat(options(3)).containsExactly("a1 presses * for 100 ms");
    }

    @Test void infoOfOthersPasses() {
        account("alice", "431001", "convert_dtmf_info=1");
        account("bob", "431002");
        String route = call().header("Record-Route").orElseThrow();
        ladder.lb.sends(info("s1", 5, "no digit").set("Route", route));
        ladder.b2bua.answers(ladder.b2bua.expects("INFO"), 200, "OK", "s1");
        ladder.lb.expects(200);
        ladder.b2bua.sends(ofBob(route).copy().set("CSeq", "8 INFO").set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bKinfo")
                .body("application/dtmf", new byte[] {'5'}).requestUri("sip:alice@192.0.2.1:5060"));
        assertThat(ladder.relay.commands).hasSize(2);
    }
}
