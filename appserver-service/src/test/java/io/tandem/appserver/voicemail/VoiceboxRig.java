package io.tandem.appserver.voicemail;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.mailbox.Inbox;
import io.tandem.appserver.mailbox.Mailbox;
import io.tandem.appserver.mailbox.MessageStore;
import io.tandem.appserver.mailbox.NewMessage;
import io.tandem.appserver.media.RtpSockets;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.CallServer;
import io.tandem.appserver.session.SessionProperties;
import io.tandem.codec.G711;
import io.tandem.codec.SineTone;
import io.tandem.codec.TelephoneEvent;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.rtp.RtpPacket;
import io.tandem.sdp.SessionDescription;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.SipTransport;
import io.tandem.testkit.time.ManualScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller on one side, calls and voicemail on the other, sockets and clock made up in between. */
public final class VoiceboxRig implements SipTransport, RtpSockets {
    static final Mailbox BOX = new Mailbox("uuid-of-bob", 3);
    static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 5070);
    static final InetSocketAddress CALLER = new InetSocketAddress("127.0.0.1", 5062);
    static final InetSocketAddress CALLER_RTP = new InetSocketAddress("127.0.0.9", 30000);
    static final int FRAME = 160;

    public final ManualScheduler time = new ManualScheduler();
    final Deque<SipMessage> heard = new ArrayDeque<>();
    public final List<RtpPacket> audio = new ArrayList<>();
    final List<InetSocketAddress> audioTargets = new ArrayList<>();
    final List<NewMessage> stored = new ArrayList<>();
    final List<FakeSocket> sockets = new ArrayList<>();
    final FakeInbox inbox = new FakeInbox();
    CompletableFuture<Optional<Mailbox>> mailbox = CompletableFuture.completedFuture(Optional.of(BOX));
    CompletableFuture<MessageStore.Place> storing = CompletableFuture.completedFuture(MessageStore.Place.DATABASE);
    final CallServer server;
    final TransactionLayer layer;
    private int timestamp = 1000;
    private int sequence;

    VoiceboxRig() {
        this(new VoicemailProperties("voicebox.local", 100, Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(5), 128), 10);
    }

    VoiceboxRig(VoicemailProperties properties, int maxCalls) {
        server = server(maxCalls, new Voicemail(_ -> mailbox, this::store, inbox, Prompts.load(Optional.empty()), properties, time));
        layer = connected();
    }

    /** With another application than voicemail. */
    public VoiceboxRig(Application application) {
        server = server(10, application);
        layer = connected();
    }

    private CallServer server(int maxCalls, Application application) {
        return new CallServer(time, this, new SessionProperties("127.0.0.1", 5070, maxCalls, "Tandem", Duration.ofSeconds(4)), List.of(application));
    }

    private TransactionLayer connected() {
        TransactionLayer made = new TransactionLayer(this, time, server, TransactionTimers.rfc3261(), "127.0.0.1:5070");
        server.connect(made, LOCAL);
        return made;
    }

    // SIP

    public static String sdp(String direction, String... formats) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 30000 RTP/AVP " + String.join(" ", formats)
                + "\r\na=rtpmap:101 telephone-event/8000\r\na=" + direction + "\r\n";
    }

    public static String request(String method, int cSeq, String toTag, String body, String... headers) {
        String uri = toTag.isEmpty() ? "sip:vmu431110@voicebox.local" : "sip:voicebox@127.0.0.1:5070";
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bK" + method.charAt(0) + cSeq + toTag
                + "\r\nMax-Forwards: 70\r\nFrom: \"Alice\" <sip:431001@example.org>;tag=a1\r\nTo: <sip:bob@example.org>" + (toTag.isEmpty() ? "" : ";tag=" + toTag)
                + "\r\nCall-ID: call/1%///\r\nCSeq: " + cSeq + " " + method + "\r\nContact: <sip:alice@127.0.0.9:5060>\r\n"
                + "Record-Route: <sip:127.0.0.1:5062;lr;ftag=a1>\r\n" + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList())
                + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public VoiceboxRig says(String text) {
        layer.onMessage(SipMessage.parse(text.getBytes(StandardCharsets.UTF_8)), Flow.udp(LOCAL, CALLER));
        time.runDue();
        return this;
    }

    public SipMessage hears(String start) {
        assertThat(heard).as(start).isNotEmpty();
        SipMessage message = heard.remove();
        assertThat(message.toString()).startsWith(start);
        return message;
    }

    public VoiceboxRig hearsNothing() {
        assertThat(heard).isEmpty();
        return this;
    }

    public VoiceboxRig passes(Duration duration) {
        time.passes(duration);
        return this;
    }

    /** INVITE, 100, 200, ACK. @return the 200 */
    SipMessage calls() {
        says(request("INVITE", 1, "", sdp("sendrecv", "8", "0", "101")));
        hears("SIP/2.0 100");
        SipMessage ok = hears("SIP/2.0 200");
        says(request("ACK", 1, ok.toTag().orElseThrow(), ""));
        return ok;
    }

    public static SessionDescription sdpOf(SipMessage message) {
        return SessionDescription.parse(message.body());
    }

    /** Confirms a BYE of the server. */
    public void answers(SipMessage request) {
        layer.onMessage(SipMessage.parse(SipMessage.response(request, 200, "OK").toBytes()), Flow.udp(LOCAL, CALLER));
        time.runDue();
    }

    /** The server is stopped. */
    public void stops() {
        server.stop();
        time.runDue();
    }

    public void isIdle() {
        assertThat(server.calls()).isZero();
        assertThat(sockets).allMatch(socket -> socket.closed);
    }

    @Override
    public void send(SipMessage message, Flow flow) {
        assertThat(flow.remote()).isEqualTo(CALLER);
        heard.add(SipMessage.parse(message.toBytes()));
    }

    // audio

    /** A tone of so many seconds, a packet every 20 ms, the clock moving along. */
    VoiceboxRig speaks(double seconds) {
        SineTone tone = new SineTone(440, 8000);
        for (int i = 0; i < seconds * 50; i++) {
            rtp(8, G711.PCMA.encode(tone.next(FRAME)), CALLER_RTP);
            timestamp += FRAME;
            passes(Duration.ofMillis(20));
        }
        return this;
    }

    public VoiceboxRig presses(char digit) {
        for (TelephoneEvent event : TelephoneEvent.ofDigit(digit, 10, 800, FRAME)) rtp(101, event.toBytes(), CALLER_RTP);
        timestamp += 800;
        time.runDue();
        return this;
    }

    void rtp(int payloadType, byte[] payload, InetSocketAddress source) {
        byte[] packet = new RtpPacket(payloadType, false, sequence++ & 0xFFFF, timestamp, 77, payload).toBytes();
        FakeSocket socket = sockets.getLast();
        if (!socket.closed) socket.receiver.onDatagram(socket, packet, 0, packet.length, PeerAddress.of(source));
    }

    @Override
    public UdpSocket open(DatagramReceiver receiver) {
        FakeSocket socket = new FakeSocket(receiver);
        sockets.add(socket);
        return socket;
    }

    private CompletableFuture<MessageStore.Place> store(NewMessage message) {
        stored.add(message);
        return storing;
    }

    /** Messages by id, and what became of them. */
    static final class FakeInbox implements Inbox {
        Optional<String> pin = Optional.empty();
        final Map<Long, byte[]> messages = new LinkedHashMap<>();
        final List<String> left = new ArrayList<>();

        @Override
        public CompletableFuture<Contents> open(String uuid) {
            return CompletableFuture.completedFuture(new Contents(pin, List.copyOf(messages.keySet())));
        }

        @Override
        public CompletableFuture<byte[]> recording(long message) {
            byte[] found = messages.get(message);
            return found.length == 0 ? CompletableFuture.failedFuture(new IOException("gone")) : CompletableFuture.completedFuture(found);
        }

        @Override
        public CompletableFuture<Void> leave(String uuid, Set<Long> heard, Set<Long> deleted) {
            left.add(uuid + " heard " + new TreeSet<>(heard) + " deleted " + new TreeSet<>(deleted));
            return CompletableFuture.completedFuture(null);
        }
    }

    final class FakeSocket implements UdpSocket {
        final DatagramReceiver receiver;
        boolean closed;

        FakeSocket(DatagramReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress("127.0.0.1", 10000);
        }

        @Override
        public void send(byte[] data, int offset, int length, InetSocketAddress target) {
            audio.add(RtpPacket.parse(data, offset, length).orElseThrow());
            audioTargets.add(target);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
