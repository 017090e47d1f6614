package io.tandem.relay;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.tandem.relay.BundledParties.CAMERA_VIDEO;
import static io.tandem.relay.BundledParties.PARTY_VIDEO;
import static io.tandem.relay.BundledParties.TO_PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

/** A party with one transport for audio and video (max-bundle), a phone with a port for each, and the relay between them. */
class BundleTest {
    private RelayNode relay;
    private NgClient ng;
    private BundledParties parties;
    private SecureParty party;
    private SecureParty phone;
    private SecureParty camera;
    private String offer;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.at(InetAddress.ofLiteral("127.0.0.1"), 23_600);
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
        parties = new BundledParties();
        party = parties.party;
        phone = parties.phone;
        camera = parties.camera;
        offer = parties.offer;
    }

    @AfterEach
    void stop() {
        parties.close();
        ng.close();
        relay.close();
    }

    private Value.Dictionary command(String name, String sdp, String flags) {
        return ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags));
    }

    private SessionDescription described(String name, String sdp, String flags) {
        Value.Dictionary reply = command(name, sdp, flags);
        return SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
    }

    /** Sources of a party's second line, as text. */
    private static String videoOf(String tag, Value.Dictionary report) {
        Value.Dictionary party = report.dictionary("tags").orElseThrow().dictionary(tag).orElseThrow();
        Value.Dictionary video = (Value.Dictionary) items(party, "medias").get(1);
        return items(video, "ingress SSRCs").toString();
    }

    private static List<Value> items(Value.Dictionary of, String key) {
        return ((Value.Items) of.entries().get(key)).items();
    }

    private void connect() throws Exception {
        SessionDescription toPhone = described("offer", offer, TO_PLAIN);
        assertThat(toPhone.media()).extracting(MediaDescription::port).doesNotContain(0).doesNotHaveDuplicates();
        assertThat(toPhone.toString()).doesNotContain("group", "bundle-only", "ice-", "fingerprint");
        parties.othersGot(toPhone);
        SessionDescription toParty = described("answer", parties.answer(), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).extracting(MediaDescription::port).containsOnly(toParty.media().getFirst().port());
        assertThat(toParty.media().getFirst().toString()).contains("a=ice-ufrag", "a=candidate", "a=fingerprint", "a=setup", "a=rtcp-mux");
        assertThat(toParty.media().get(1).toString()).contains("a=mid:1", "a=rtcp-mux").doesNotContain("ice-", "candidate", "fingerprint", "a=setup");
        parties.partyGot(toParty);
    }

    @Test
    void bothLinesOfABundleGoToPortsOfTheirOwnAndComeBackByOne() throws Exception {
        connect();
        for (int i = 0; i < 10; i++) {
            parties.talk(10 * i);
        }
        Value.Dictionary report = ng.command(NgClient.named("query").put("call-id", "call"));
        assertThat(videoOf("a", report)).as("sources of the video line")
                .contains(Integer.toString(PARTY_VIDEO)).doesNotContain(Integer.toString(CAMERA_VIDEO));
        assertThat(videoOf("b", report)).contains(Integer.toString(CAMERA_VIDEO)).doesNotContain(Integer.toString(PARTY_VIDEO));
        phone.hears(50);
        camera.hears(50);
    }

    @Test
    void aSecondOfferKeepsTheTransportAndMayEndTheCarriedLine() throws Exception {
        connect();
        parties.talk(10);
        described("offer", offer, TO_PLAIN);
        assertThat(described("answer", parties.answer(), "ICE=force").attributes("group")).containsExactly("BUNDLE 0 1");
        parties.talk(20);
        String audioOnly = offer.replace("a=bundle-only\r\n", "").replace("BUNDLE 0 1", "BUNDLE 0");
        described("offer", audioOnly, TO_PLAIN);
        SessionDescription toParty = described("answer", phone.plain("RTP/AVP") + "m=video 0 RTP/AVP 96\r\n", "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0");
        assertThat(toParty.media().get(1).port()).isZero();
        party.sends(30);
        phone.expects(30);
    }

    /** The party reports of its audio and wishes for a picture in one packet; phone and camera take RTCP where they take RTP. */
    @Test
    void eachLineGetsItsPartOfARtcpPacket() throws Exception {
        connect();
        parties.talk(10);
        described("offer", offer, TO_PLAIN);
        described("answer", parties.answerWithControl(), "ICE=force");
        party.sendsControl(BundledParties.compound(parties.report(), parties.wish()));
        assertThat(phone.expectsControl()).isEqualTo(parties.report());
        byte[] own = ByteBuffer.allocate(8).putInt(0x80C90001).putInt(party.ssrc()).array();
        assertThat(camera.expectsControl()).isEqualTo(BundledParties.compound(own, parties.wish()));
    }

    private static String directed(String sdp, String direction) {
        return sdp.replaceAll("a=rtpmap:[^\r]*\r\n", "$0a=" + direction + "\r\n");
    }

    @Test
    void bothLinesMayBeHeldAndTakenUpAgain() throws Exception {
        connect();
        parties.talk(10);
        SessionDescription toPhone = described("offer", directed(offer, "sendonly"), TO_PLAIN);
        assertThat(toPhone.media()).allSatisfy(section -> assertThat(section.toString()).contains("a=sendonly"));
        SessionDescription toParty = described("answer", directed(parties.answer(), "recvonly"), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).allSatisfy(section -> assertThat(section.toString()).contains("a=recvonly"));
        party.sends(20);                                               // music on hold
        phone.expects(20);
        party.sends(BundledParties.picture(PARTY_VIDEO, 96, 21));
        camera.expects(21);
        described("offer", offer, TO_PLAIN);
        assertThat(described("answer", parties.answer(), "ICE=force").attributes("group")).containsExactly("BUNDLE 0 1");
        parties.talk(30);
    }

    @Test
    void aDataChannelThatIsOfferedLaterLeavesTheSharedTransportAlone() throws Exception {
        connect();
        String channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
        described("offer", offer.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + channel + "a=mid:2\r\na=sctp-port:5000\r\n", TO_PLAIN);
        SessionDescription toParty = described("answer", parties.answer() + channel.replace(" 9 ", " 0 "), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).extracting(MediaDescription::port)
                .containsExactly(toParty.media().getFirst().port(), toParty.media().getFirst().port(), 0);
        parties.talk(20);
    }

    /** It knows of no group and no mid. */
    @Test
    void thePhoneMayOfferAgainAndThePartyFindsItsTransport() throws Exception {
        connect();
        Value.Dictionary reply = ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "b").put("to-tag", "a")
                .put("sdp", parties.answer()).put("rtpp-flags", "ICE=force"));
        SessionDescription toParty = SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).extracting(media -> media.attribute("mid").orElse("")).containsExactly("0", "1");
        assertThat(toParty.media()).extracting(MediaDescription::port).containsOnly(toParty.media().getFirst().port());
        parties.talk(20);
    }

    /** Nothing goes by its transport yet. */
    @Test
    void theFirstLineMayBeRefusedAtOnceAndTheSecondHasATransport() throws Exception {
        parties.othersGot(described("offer", offer, TO_PLAIN));
        SessionDescription toParty = described("answer", parties.answer().replaceFirst("m=audio \\d+", "m=audio 0"), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 1");
        assertThat(toParty.media().getFirst().port()).isZero();
        parties.partyGot(toParty.withMedia(toParty.media().subList(1, 2)));
        party.sends(BundledParties.picture(PARTY_VIDEO, 96, 10));
        camera.expects(10);
        camera.sends(BundledParties.picture(CAMERA_VIDEO, 96, 11));
        party.expects(11);
    }

    private void pictures(int mark) throws Exception {
        party.sends(BundledParties.picture(PARTY_VIDEO, 96, mark));
        camera.expects(mark);
        camera.sends(BundledParties.picture(CAMERA_VIDEO, 96, mark + 1));
        party.expects(mark + 1);
    }

    /** The first line has ended; the second one is where its transport is written now. */
    private static void assertPicturesAlone(SessionDescription toParty, MediaDescription before) {
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 1");
        assertThat(toParty.media().getFirst().port()).isZero();
        MediaDescription video = toParty.media().get(1);
        assertThat(video.port()).isEqualTo(before.port());
        for (String name : List.of("ice-ufrag", "ice-pwd", "candidate", "fingerprint", "setup", "rtcp-mux")) {
            assertThat(video.attributes(name)).as(name).isEqualTo(before.attributes(name)).isNotEmpty();
        }
        assertThat(toParty.media().getFirst().toString()).doesNotContain("ice-", "candidate", "fingerprint");
    }

    @Test
    void aTransportOutlivesTheLineThatCarriesIt() throws Exception {
        connect();
        parties.talk(10);
        described("offer", offer, TO_PLAIN);
        MediaDescription audio = described("answer", parties.answer(), "ICE=force").media().getFirst();
        described("offer", offer, TO_PLAIN);
        assertPicturesAlone(described("answer", parties.answer().replaceFirst("m=audio \\d+", "m=audio 0"), "ICE=force"), audio);
        pictures(20);
        party.sends(30);
        phone.sends(31);
        pictures(40);
        assertThat(phone.hears(100)).isEmpty();
    }

    /** As a browser does whose first transceiver is stopped. */
    private String picturesAlone() {
        SessionDescription both = SessionDescription.parse(offer);
        MediaDescription audio = both.media().getFirst();
        String transport = audio.lines().stream().map(Object::toString).filter(line -> line.matches("a=(ice-|candidate|fingerprint|setup|rtcp-mux).*"))
                .map(line -> line + "\r\n").reduce("", String::concat);
        return offer.replaceFirst("(?s)m=audio \\d+ ([^\r]*\r\n).*?(?=m=video)", "m=audio 0 $1a=mid:0\r\n").replace("BUNDLE 0 1", "BUNDLE 1")
                .replace("m=video 0", "m=video " + audio.port()).replace("a=bundle-only\r\n", transport);
    }

    @Test
    void whoHasOneTransportMayEndTheFirstLineAndTakeItUpAgain() throws Exception {
        connect();
        parties.talk(10);
        described("offer", offer, TO_PLAIN);
        MediaDescription audio = described("answer", parties.answer(), "ICE=force").media().getFirst();
        String refused = parties.answer().replaceFirst("m=audio \\d+", "m=audio 0");
        for (int round = 0; round < 2; round++) {
            SessionDescription toPhone = described("offer", picturesAlone(), TO_PLAIN);
            assertThat(toPhone.media().getFirst().port()).isZero();
            assertThat(toPhone.media().get(1).port()).isNotZero();
            assertPicturesAlone(described("answer", refused, "ICE=force"), audio);
            pictures(20 + 10 * round);
        }
        described("offer", offer, TO_PLAIN);
        assertThat(described("answer", parties.answer(), "ICE=force").attributes("group")).containsExactly("BUNDLE 0 1");
        parties.talk(60);
    }

    /** It knows of no group: the relay writes the transport where the party looks for it. */
    @Test
    void whoOffersFromTheOtherSideFindsTheTransportAtTheLineThatIsLeft() throws Exception {
        connect();
        parties.talk(10);
        described("offer", picturesAlone(), TO_PLAIN);
        String refused = parties.answer().replaceFirst("m=audio \\d+", "m=audio 0");
        MediaDescription before = described("answer", refused, "ICE=force").media().get(1);
        Value.Dictionary reply = ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "b").put("to-tag", "a")
                .put("sdp", refused).put("rtpp-flags", "ICE=force"));
        SessionDescription toParty = SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 1");
        assertThat(toParty.media().get(1).attributes("ice-ufrag")).isEqualTo(before.attributes("ice-ufrag"));
        pictures(20);
        Value.Dictionary answer = ng.command(NgClient.named("answer").put("call-id", "call").put("from-tag", "b").put("to-tag", "a")
                .put("sdp", picturesAlone().replace("a=setup:actpass", "a=setup:active")).put("rtpp-flags", TO_PLAIN));
        assertThat(SessionDescription.parse(answer.text("sdp").orElseThrow(() -> new AssertionError(answer))).media()).extracting(MediaDescription::port).first().isEqualTo(0);
        pictures(30);
    }

    @Test
    void aDescriptionWithoutTheLineThatCarriesOthersIsRefused() throws Exception {
        connect();
        String none = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
        assertThat(command("offer", none, TO_PLAIN).text("error-reason")).hasValueSatisfying(reason -> assertThat(reason).startsWith("Media line 1 is missing"));
        parties.talk(40);
    }

    @Test
    void aLineForTheBundleOnlyIsRefusedWhereNoneIsWanted() {
        assertThat(described("offer", offer, TO_PLAIN + " BUNDLE-reject").media().get(1).port()).isZero();
        SessionDescription toParty = described("answer", phone.plain("RTP/AVP") + "m=video 0 RTP/AVP 96\r\n", "ICE=force BUNDLE-reject");
        assertThat(toParty.attributes("group")).isEmpty();
    }

    @Test
    void aLineForTheBundleOnlyIsRefusedIfTheRelayIsNoIceAgent() {
        described("offer", offer, TO_PLAIN);
        SessionDescription toParty = described("answer", parties.answer(), "ICE=remove");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0");
        assertThat(toParty.media().get(1).port()).isZero();
    }

    @Test
    void linesThatCannotBeToldApartDoNotShare() {
        SessionDescription toPhone = described("offer", offer.replace("SAVPF 96", "SAVPF 8").replace("a=rtpmap:96 VP8/90000\r\n", ""), TO_PLAIN);
        assertThat(toPhone.media().get(1).port()).isZero();
    }

    private String twoPictures() {
        return offer.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0 1 2") + BundledParties.VIDEO.replace("a=mid:1", "a=mid:2");
    }

    /** Its browser would not know which picture is which. */
    @Test
    void linesWithTheSamePayloadTypesDoNotShareIfNobodyWritesAMid() {
        String extension = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n";
        String pictures = twoPictures().replace("a=bundle-only\r\n", "a=bundle-only\r\n" + extension);
        assertThat(described("offer", pictures, TO_PLAIN).media()).hasSize(3);
        String another = parties.answer().replaceFirst("(?s).*(m=video.*)", "$1");
        SessionDescription toParty = described("answer", parties.answer() + another, "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media().get(2).port()).isZero();
    }

    @Test
    void linesWithTheSamePayloadTypesAreNotOfferedInOneGroup() {
        String pictures = twoPictures().replace("a=bundle-only\r\n", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n");
        assertThat(described("offer", pictures.replace("m=video 0", "m=video 5000"), "ICE=force recrypt").attributes("group"))
                .containsExactly("BUNDLE 0 1");
    }

    @Test
    void aCodecThatIsAddedKeepsOffThePayloadTypesOfOtherLines() {
        SessionDescription toOther = described("offer", offer, "ICE=force recrypt codec-transcode-opus");
        assertThat(toOther.media().getFirst().formats()).contains("97").doesNotContain("96");
        assertThat(toOther.attributes("group")).containsExactly("BUNDLE 0 1");
    }

    @Test
    void anAnswerThatGroupsWhatCannotShareIsRefusedWithItsLine() throws Exception {
        described("offer", offer, "ICE=force recrypt");
        String grouped = camera.offersDtls("active", true).replace("t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 0 1\r\n") + "a=mid:0\r\n";
        int port = SessionDescription.parse(grouped).media().getFirst().port();
        String answer = grouped + BundledParties.VIDEO.replace("a=bundle-only\r\n", "").replace("m=video 0", "m=video " + port);
        assertThat(command("answer", answer.replace("a=rtcp-mux\r\n", ""), "").text("error-reason").orElse(""))
                .contains("Media line 1 was answered in a BUNDLE group, but cannot share its transport");
        assertThat(command("answer", answer, "BUNDLE-reject").text("error-reason")).as("refused towards the offerer only").isEmpty();
    }

    @Test
    void theGroupIsOfferedToAPartyThatTheRelaySpeaksIceAndDtlsWith() {
        SessionDescription toOther = described("offer", offer, "ICE=force recrypt");
        assertThat(toOther.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toOther.media()).extracting(MediaDescription::port).doesNotContain(0).doesNotHaveDuplicates();
        assertThat(toOther.media()).allSatisfy(section -> assertThat(section.toString()).contains("a=ice-ufrag", "a=fingerprint", "a=rtcp-mux"));
    }
}
