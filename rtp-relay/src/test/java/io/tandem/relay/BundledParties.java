package io.tandem.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

import static org.assertj.core.api.Assertions.assertThat;

/** A party with one transport for audio and video (max-bundle); the phone and the camera of the other party have a port each. */
final class BundledParties implements AutoCloseable {
    static final String TO_PLAIN = "transport-protocol=RTP/AVP ICE=remove rtcp-mux-demux";
    static final String VIDEO = "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n";
    /** Source of the party's pictures. */
    static final int PARTY_VIDEO = 0xBBBB;
    /** Source of the camera's. */
    static final int CAMERA_VIDEO = 0xCCCC;

    final SecureParty party = new SecureParty();
    final SecureParty phone = new SecureParty();
    final SecureParty camera = new SecureParty();
    final String offer = party.offersDtls("actpass", true).replace("t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 0 1\r\n") + "a=mid:0\r\n" + VIDEO;

    BundledParties() throws IOException {}

    /** Both lines; audio of the phone, video of the camera. */
    String answer() {
        MediaDescription video = SessionDescription.parse(camera.plain("RTP/AVP")).media().getFirst();
        return phone.plain("RTP/AVP") + "m=video " + video.port() + " RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n";
    }

    /** The same; phone and camera take RTCP where they take RTP. */
    String answerWithControl() {
        return answer().replaceAll("m=(\\w+) (\\d+) [^\r]*\r\n", "$0a=rtcp:$2\r\n");
    }

    void othersGot(SessionDescription sdp) {
        phone.gotPlain(line(sdp, 0));
        camera.gotPlain(line(sdp, 1));
    }

    private static SessionDescription line(SessionDescription sdp, int index) {
        return sdp.withMedia(List.of(sdp.media().get(index)));
    }

    void partyGot(SessionDescription sdp) throws Exception {
        party.gotDtls(sdp);
        party.checksConnectivity();
        party.handshakes();
    }

    static byte[] picture(int ssrc, int payloadType, int mark) {
        return ByteBuffer.allocate(32).put((byte) 0x80).put((byte) payloadType).putShort((short) mark).putInt(0).putInt(ssrc).putInt(mark).array();
    }

    void talk(int mark) throws Exception {
        party.sends(mark);
        phone.expects(mark);
        phone.sends(mark + 1);
        party.expects(mark + 1);
        party.sends(picture(PARTY_VIDEO, 96, mark + 2));
        camera.expects(mark + 2);
        camera.sends(picture(CAMERA_VIDEO, 96, mark + 3));
        party.expects(mark + 3);
    }

    /** Of its audio. */
    byte[] report() {
        return report(party.ssrc());
    }

    static byte[] report(int ssrc) {
        return ByteBuffer.allocate(28).putInt(0x80C80006).putInt(ssrc).array();
    }

    /** For another picture of the camera. */
    byte[] wish() {
        return ByteBuffer.allocate(12).putInt(0x81CE0002).putInt(party.ssrc()).putInt(CAMERA_VIDEO).array();
    }

    static byte[] compound(byte[]... packets) {
        ByteBuffer compound = ByteBuffer.allocate(200);
        List.of(packets).forEach(compound::put);
        byte[] octets = new byte[compound.position()];
        compound.flip().get(octets);
        return octets;
    }

    /** Only what has been learnt tells which line each part is for. */
    void reports() throws InterruptedException {
        party.sendsControl(compound(report(), report(PARTY_VIDEO), wish()));
        assertThat(phone.expectsControl()).isEqualTo(report());
        assertThat(camera.expectsControl()).isEqualTo(compound(report(PARTY_VIDEO), wish()));
    }

    @Override
    public void close() {
        List.of(party, phone, camera).forEach(SecureParty::close);
    }
}
