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

import static org.assertj.core.api.Assertions.assertThat;

/** A party with one transport for audio and video (max-bundle), a phone with a port for each, and the relay between them. */
class BundleTest {
    private static final String TO_PLAIN = "transport-protocol=RTP/AVP ICE=remove rtcp-mux-demux";
    private static final String VIDEO = "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n";

    private RelayNode relay;
    private NgClient ng;
    private SecureParty party;
    private SecureParty phone;
    private SecureParty camera;
    private String offer;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.at(InetAddress.ofLiteral("127.0.0.1"), 23_600);
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
        party = new SecureParty();
        phone = new SecureParty();
        camera = new SecureParty();
        offer = party.offersDtls("actpass", true).replace("t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 0 1\r\n") + "a=mid:0\r\n" + VIDEO;
    }

    @AfterEach
    void stop() {
        List.of(party, phone, camera).forEach(SecureParty::close);
        ng.close();
        relay.close();
    }

    private Value.Dictionary command(String name, String sdp, String flags) {
        return ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp).put("rtpp-flags", flags));
    }

    private SessionDescription described(String name, String sdp, String flags) {
        Value.Dictionary reply = command(name, sdp, flags);
        return SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
    }

    /** Both lines; audio of the phone, video of the camera. */
    private String phoneSdp() {
        MediaDescription video = SessionDescription.parse(camera.plain("RTP/AVP")).media().getFirst();
        return phone.plain("RTP/AVP") + "m=video " + video.port() + " RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n";
    }

    private static SessionDescription line(SessionDescription sdp, int index) {
        return sdp.withMedia(List.of(sdp.media().get(index)));
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

    private static byte[] picture(int ssrc, int mark) {
        return ByteBuffer.allocate(32).put((byte) 0x80).put((byte) 96).putShort((short) mark).putInt(0).putInt(ssrc).putInt(mark).array();
    }

    private void connect() throws Exception {
        SessionDescription toPhone = described("offer", offer, TO_PLAIN);
        assertThat(toPhone.media()).extracting(MediaDescription::port).doesNotContain(0).doesNotHaveDuplicates();
        assertThat(toPhone.toString()).doesNotContain("group", "bundle-only", "ice-", "fingerprint");
        phone.gotPlain(line(toPhone, 0));
        camera.gotPlain(line(toPhone, 1));
        SessionDescription toParty = described("answer", phoneSdp(), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).extracting(MediaDescription::port).containsOnly(toParty.media().getFirst().port());
        assertThat(toParty.media().getFirst().toString()).contains("a=ice-ufrag", "a=candidate", "a=fingerprint", "a=setup", "a=rtcp-mux");
        assertThat(toParty.media().get(1).toString()).contains("a=mid:1", "a=rtcp-mux").doesNotContain("ice-", "candidate", "fingerprint", "a=setup");
        party.gotDtls(toParty);
        party.checksConnectivity();
        party.handshakes();
    }

    private void talk(int mark) throws Exception {
        party.sends(mark);
        phone.expects(mark);
        phone.sends(mark + 1);
        party.expects(mark + 1);
        party.sends(picture(0xBBBB, mark + 2));
        camera.expects(mark + 2);
        camera.sends(picture(0xCCCC, mark + 3));
        party.expects(mark + 3);
    }

    @Test
    void bothLinesOfABundleGoToPortsOfTheirOwnAndComeBackByOne() throws Exception {
        connect();
        for (int i = 0; i < 10; i++) {
            talk(10 * i);
        }
        Value.Dictionary report = ng.command(NgClient.named("query").put("call-id", "call"));
        assertThat(videoOf("a", report)).as("sources of the video line").contains(Integer.toString(0xBBBB)).doesNotContain(Integer.toString(0xCCCC));
        assertThat(videoOf("b", report)).contains(Integer.toString(0xCCCC)).doesNotContain(Integer.toString(0xBBBB));
        phone.hears(50);
        camera.hears(50);
    }

    @Test
    void aSecondOfferKeepsTheTransportAndMayEndTheCarriedLine() throws Exception {
        connect();
        talk(10);
        described("offer", offer, TO_PLAIN);
        assertThat(described("answer", phoneSdp(), "ICE=force").attributes("group")).containsExactly("BUNDLE 0 1");
        talk(20);
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
        talk(10);
        described("offer", offer, TO_PLAIN);
        String answer = phoneSdp().replaceAll("m=(\\w+) (\\d+) [^\r]*\r\n", "$0a=rtcp:$2\r\n");
        described("answer", answer, "ICE=force");
        byte[] wish = ByteBuffer.allocate(12).putInt(0x81CE0002).putInt(party.ssrc()).putInt(0xCCCC).array();
        byte[] report = ByteBuffer.allocate(28).putInt(0x80C80006).putInt(party.ssrc()).array();
        party.sendsControl(ByteBuffer.allocate(40).put(report).put(wish).array());
        assertThat(phone.expectsControl()).isEqualTo(report);
        assertThat(camera.expectsControl()).isEqualTo(ByteBuffer.allocate(20).putInt(0x80C90001).putInt(party.ssrc()).put(wish).array());
    }

    private static String directed(String sdp, String direction) {
        return sdp.replaceAll("a=rtpmap:[^\r]*\r\n", "$0a=" + direction + "\r\n");
    }

    @Test
    void bothLinesMayBeHeldAndTakenUpAgain() throws Exception {
        connect();
        talk(10);
        SessionDescription toPhone = described("offer", directed(offer, "sendonly"), TO_PLAIN);
        assertThat(toPhone.media()).allSatisfy(section -> assertThat(section.toString()).contains("a=sendonly"));
        SessionDescription toParty = described("answer", directed(phoneSdp(), "recvonly"), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).allSatisfy(section -> assertThat(section.toString()).contains("a=recvonly"));
        party.sends(20);                                               // music on hold
        phone.expects(20);
        party.sends(picture(0xBBBB, 21));
        camera.expects(21);
        described("offer", offer, TO_PLAIN);
        assertThat(described("answer", phoneSdp(), "ICE=force").attributes("group")).containsExactly("BUNDLE 0 1");
        talk(30);
    }

    @Test
    void aDataChannelThatIsOfferedLaterLeavesTheSharedTransportAlone() throws Exception {
        connect();
        String channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
        described("offer", offer.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + channel + "a=mid:2\r\na=sctp-port:5000\r\n", TO_PLAIN);
        SessionDescription toParty = described("answer", phoneSdp() + channel.replace(" 9 ", " 0 "), "ICE=force");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).extracting(MediaDescription::port)
                .containsExactly(toParty.media().getFirst().port(), toParty.media().getFirst().port(), 0);
        talk(20);
    }

    /** It knows of no group and no mid. */
    @Test
    void thePhoneMayOfferAgainAndThePartyFindsItsTransport() throws Exception {
        connect();
        Value.Dictionary reply = ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "b").put("to-tag", "a")
                .put("sdp", phoneSdp()).put("rtpp-flags", "ICE=force"));
        SessionDescription toParty = SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0 1");
        assertThat(toParty.media()).extracting(media -> media.attribute("mid").orElse("")).containsExactly("0", "1");
        assertThat(toParty.media()).extracting(MediaDescription::port).containsOnly(toParty.media().getFirst().port());
        talk(20);
    }

    @Test
    void theLineThatCarriesOthersCannotEndAlone() throws Exception {
        connect();
        String refused = phoneSdp().replaceFirst("m=audio \\d+", "m=audio 0");
        described("offer", offer, TO_PLAIN);
        assertThat(command("answer", refused, "ICE=force").text("error-reason"))
                .contains("Media line 1 carries the others of its BUNDLE group and cannot end before them");
        assertThat(described("answer", phoneSdp(), "ICE=force").attributes("group")).as("nothing was changed").containsExactly("BUNDLE 0 1");
        talk(40);
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
        SessionDescription toParty = described("answer", phoneSdp(), "ICE=remove");
        assertThat(toParty.attributes("group")).containsExactly("BUNDLE 0");
        assertThat(toParty.media().get(1).port()).isZero();
    }

    @Test
    void linesThatCannotBeToldApartDoNotShare() {
        SessionDescription toPhone = described("offer", offer.replace("SAVPF 96", "SAVPF 8").replace("a=rtpmap:96 VP8/90000\r\n", ""), TO_PLAIN);
        assertThat(toPhone.media().get(1).port()).isZero();
    }

    private String twoPictures() {
        return offer.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0 1 2") + VIDEO.replace("a=mid:1", "a=mid:2");
    }

    /** Its browser would not know which picture is which. */
    @Test
    void linesWithTheSamePayloadTypesDoNotShareIfNobodyWritesAMid() {
        String extension = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n";
        String pictures = twoPictures().replace("a=bundle-only\r\n", "a=bundle-only\r\n" + extension);
        assertThat(described("offer", pictures, TO_PLAIN).media()).hasSize(3);
        String another = phoneSdp().replaceFirst("(?s).*(m=video.*)", "$1");
        SessionDescription toParty = described("answer", phoneSdp() + another, "ICE=force");
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
        String answer = grouped + VIDEO.replace("a=bundle-only\r\n", "").replace("m=video 0", "m=video " + port);
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
