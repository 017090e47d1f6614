package io.tandem.appserver.conference;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.media.RtpSockets;
import io.tandem.appserver.session.CallServer;
import io.tandem.appserver.session.SessionProperties;
import io.tandem.codec.G711;
import io.tandem.codec.SineTone;
import io.tandem.codec.TelephoneEvent;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.rtp.RtpPacket;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.SipTransport;
import io.tandem.testkit.time.ManualScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/** Several callers, and the app server's rooms; sockets and clock made up in between. */
final class ConferenceRig implements SipTransport, RtpSockets {
    static final int FRAME = 160;
    static final Duration FRAME_TIME = Duration.ofMillis(20);
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 5070);
    private static final InetSocketAddress PROXY = new InetSocketAddress("127.0.0.1", 5062);

    final ManualScheduler time = new ManualScheduler();
    final Rooms rooms = new Rooms();
    final Map<Cue, short[]> cues = new EnumMap<>(Cue.class);
    final CallServer server;
    private final Map<String, Party> parties = new HashMap<>();
    private final Deque<Party> opening = new ArrayDeque<>();
    private final TransactionLayer layer;
    String pin = "";
    int most;

    ConferenceRig() {
        ConferenceProperties properties = new ConferenceProperties("conference.local", Duration.ofSeconds(10), Duration.ofSeconds(30));
        server = new CallServer(time, this, new SessionProperties("127.0.0.1", 5070, 100, "Tandem", Duration.ofSeconds(4)),
                List.of(new Conferences(this::find, rooms, properties)));
        layer = new TransactionLayer(this, time, server, TransactionTimers.rfc3261(), "127.0.0.1:5070");
        server.connect(layer, LOCAL);
    }

    private CompletableFuture<Optional<RoomSettings>> find(String number) {
        return CompletableFuture.completedFuture(number.startsWith("43100") ? Optional.of(new RoomSettings("uuid-" + number, pin, most, cues))
                : Optional.empty());
    }

    Party party(String name) {
        return new Party(name);
    }

    @Override
    public void send(SipMessage message, Flow flow) {
        parties.get(message.callId()).heard.add(SipMessage.parse(message.toBytes()));
    }

    @Override
    public UdpSocket open(DatagramReceiver receiver) {
        Party party = opening.remove();
        party.socket = Optional.of(new Socket(party, receiver));
        return party.socket.get();
    }

    /** All who speak do so for so many frames, the clock moving along. */
    void passes(int frames, Party... speaking) {
        for (int i = 0; i < frames; i++) {
            for (Party party : speaking) party.speaks();
            time.passes(FRAME_TIME);
        }
    }

    /** One caller. */
    final class Party {
        final Deque<SipMessage> heard = new ArrayDeque<>();
        final List<RtpPacket> audio = new ArrayList<>();
        private final String callId;
        private final InetSocketAddress rtp;
        private Optional<Socket> socket = Optional.empty();
        private Optional<SineTone> voice = Optional.empty();
        private G711 law = G711.PCMA;
        private String tag = "";
        private int timestamp = 5000;
        private int sequence;
        private int cSeq = 1;
        private int invite;

        Party(String callId) {
            this.callId = callId;
            this.rtp = new InetSocketAddress("127.0.0.9", 30000 + 2 * parties.size());
            parties.put(callId, this);
            timestamp += 7777 * parties.size();
        }

        Party withVoice(double hertz) {
            voice = Optional.of(new SineTone(hertz, 8000));
            return this;
        }

        Party with(G711 codec) {
            law = codec;
            return this;
        }

        Party calls(String user, String... headers) {
            opening.add(this);
            says("INVITE", "sip:" + user + "@conference.local", sdp("sendrecv"), headers);
            hears("SIP/2.0 100");
            return this;
        }

        /** @return the 200 */
        SipMessage isAnswered() {
            SipMessage ok = hears("SIP/2.0 200");
            tag = ok.toTag().orElseThrow();
            acknowledges();
            return ok;
        }

        Party joins() {
            calls("conf=431001").isAnswered();
            return this;
        }

        String sdp(String direction) {
            return "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio " + rtp.getPort() + " RTP/AVP " + law.payloadType()
                    + " 101\r\na=rtpmap:101 telephone-event/8000\r\na=" + direction + "\r\n";
        }

        void says(String method, String uri, String body, String... headers) {
            if (method.equals("INVITE")) invite = cSeq;
            SipMessage request = SipMessage.request(method, uri).header("Via", "SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bK" + callId + cSeq + method)
                    .header("From", "<sip:431001@example.org>;tag=a1").header("To", "<sip:bob@example.org>" + (tag.isEmpty() ? "" : ";tag=" + tag))
                    .header("Call-ID", callId).header("CSeq", (method.equals("ACK") ? invite : cSeq++) + " " + method).header("Max-Forwards", "70")
                    .header("Contact", "<sip:alice@127.0.0.9:5060>").build();
            for (int i = 0; i < headers.length; i += 2) request.add(headers[i], headers[i + 1]);
            if (!body.isEmpty()) request.body("application/sdp", body.getBytes(StandardCharsets.UTF_8));
            layer.onMessage(SipMessage.parse(request.toBytes()), Flow.udp(LOCAL, PROXY));
            time.runDue();
        }

        /** In the dialog. */
        void acknowledges() {
            inDialog("ACK", "");
        }

        void inDialog(String method, String body) {
            says(method, "sip:voicebox@127.0.0.1:5070", body);
        }

        SipMessage hears(String start) {
            assertThat(heard).as(callId + " hears " + start).isNotEmpty();
            SipMessage message = heard.remove();
            assertThat(message.toString()).startsWith(start);
            return message;
        }

        void isSentOff() {
            SipMessage bye = hears("BYE sip:alice@127.0.0.9:5060");
            layer.onMessage(SipMessage.parse(SipMessage.response(bye, 200, "OK").toBytes()), Flow.udp(LOCAL, PROXY));
            time.runDue();
            assertThat(socket.orElseThrow().closed).isTrue();
        }

        void presses(String digits) {
            for (char digit : digits.toCharArray()) {
                for (TelephoneEvent event : TelephoneEvent.ofDigit(digit, 10, 800, FRAME)) sends(101, event.toBytes());
                timestamp += 800;
                time.runDue();
            }
        }

        /** 20 ms of its voice. */
        void speaks() {
            sends(law.payloadType(), law.encode(voice.orElseThrow().next(FRAME)));
            timestamp += FRAME;
        }

        private void sends(int payloadType, byte[] payload) {
            byte[] packet = new RtpPacket(payloadType, false, sequence++ & 0xFFFF, timestamp, 77, payload).toBytes();
            Socket to = socket.orElseThrow();
            to.receiver.onDatagram(to, packet, 0, packet.length, PeerAddress.of(rtp));
        }

        /** What it has heard since it was asked last, without the first frames: they are what had been said before. */
        short[] listens(int skippedFrames) {
            int frames = audio.size() - skippedFrames;
            short[] all = new short[frames * FRAME];
            for (int i = 0; i < frames; i++) System.arraycopy(law.decode(audio.get(i + skippedFrames).payload()), 0, all, i * FRAME, FRAME);
            audio.clear();
            return all;
        }
    }

    private static final class Socket implements UdpSocket {
        private final Party party;
        private final DatagramReceiver receiver;
        private boolean closed;

        Socket(Party party, DatagramReceiver receiver) {
            this.party = party;
            this.receiver = receiver;
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress("127.0.0.1", 10000);
        }

        @Override
        public void send(byte[] data, int offset, int length, InetSocketAddress target) {
            assertThat(target).isEqualTo(party.rtp);
            party.audio.add(RtpPacket.parse(data, offset, length).orElseThrow());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
