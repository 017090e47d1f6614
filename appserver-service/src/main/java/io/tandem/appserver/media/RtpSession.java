package io.tandem.appserver.media;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.tandem.appserver.dtmf.DigitDetector;
import io.tandem.codec.G711;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.Scheduler;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.rtp.RtpPacket;

/**
 * Our end of one RTP stream (RFC 3550): a packet every 20 ms, of what is to be played or of silence, so that relays and NATs stay open.
 * Packets from another address than agreed are dropped. Loop thread only.
 */
public final class RtpSession implements AutoCloseable {
    /** 20 ms at 8 kHz. */
    static final int FRAME_SAMPLES = 160;
    private static final long FRAME_NANOS = 20_000_000;

    /** Audio that waits to be sent. */
    private static final class Playing {
        private final short[] samples;
        private final Runnable whenPlayed;
        private int position;

        Playing(short[] samples, Runnable whenPlayed) {
            this.samples = samples;
            this.whenPlayed = whenPlayed;
        }
    }

    private final Scheduler scheduler;
    private final UdpSocket socket;
    private final MediaListener listener;
    private final DigitDetector digits = new DigitDetector();
    private final Deque<Playing> queue = new ArrayDeque<>();
    private final int ssrc = ThreadLocalRandom.current().nextInt();
    private Optional<AgreedMedia> agreed = Optional.empty();
    private Scheduler.Timeout pace = () -> false;
    private int sequenceNumber = ThreadLocalRandom.current().nextInt(1 << 15);
    private int timestamp = ThreadLocalRandom.current().nextInt();
    private long nextFrameNanos;
    private boolean marker = true;
    private long received;
    private long dropped;

    /** @throws NoFreePortException if no socket can be had */
    public RtpSession(Scheduler scheduler, RtpSockets sockets, MediaListener listener) {
        this.scheduler = scheduler;
        this.listener = listener;
        this.socket = sockets.open(new Datagrams());
    }

    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /** Takes what was agreed, for the first time or anew. */
    public void agree(AgreedMedia media) {
        agreed = Optional.of(media);
    }

    /** Begins to send. */
    public void start() {
        nextFrameNanos = scheduler.nanoTime();
        onPace();
    }

    /** Queues audio. @param whenPlayed runs when its last frame was sent, unless {@link #stopPlaying} came first */
    public void play(short[] samples, Runnable whenPlayed) {
        queue.add(new Playing(samples, whenPlayed));
    }

    public void stopPlaying() {
        queue.clear();
    }

    /** Packets taken and packets refused. */
    public String summary() {
        return received + " RTP packets received, " + dropped + " dropped";
    }

    @Override
    public void close() {
        pace.cancel();
        queue.clear();
        socket.close();
    }

    private void onPace() {
        nextFrameNanos += FRAME_NANOS;
        pace = scheduler.schedule(nextFrameNanos - scheduler.nanoTime(), this::onPace);
        short[] frame = nextFrame();
        agreed.filter(media -> media.direction().sends()).ifPresent(media -> send(media, frame));
        timestamp += FRAME_SAMPLES;
    }

    private short[] nextFrame() {
        Playing playing = queue.peek();
        if (playing == null) return new short[FRAME_SAMPLES];
        short[] frame = Arrays.copyOfRange(playing.samples, playing.position, playing.position + FRAME_SAMPLES);
        playing.position += FRAME_SAMPLES;
        if (playing.position >= playing.samples.length) {
            queue.remove();
            scheduler.execute(playing.whenPlayed);
        }
        return frame;
    }

    private void send(AgreedMedia media, short[] frame) {
        G711 law = media.law();
        byte[] packet = new RtpPacket(law.payloadType(), marker, sequenceNumber, timestamp, ssrc, law.encode(frame)).toBytes();
        socket.send(packet, 0, packet.length, media.remote());
        sequenceNumber = sequenceNumber + 1 & 0xFFFF;
        marker = false;
    }

    private final class Datagrams implements DatagramReceiver {
        @Override
        public void onDatagram(UdpSocket from, byte[] data, int offset, int length, PeerAddress source) {
            Optional<RtpPacket> packet = agreed.filter(media -> media.remote().getAddress().equals(source.getAddress()))
                    .filter(media -> media.direction().receives()).flatMap(_ -> RtpPacket.parse(data, offset, length));
            if (packet.isEmpty()) {
                dropped++;
                return;
            }
            received++;
            agreed.ifPresent(media -> onPacket(media, packet.get()));
        }

        private void onPacket(AgreedMedia media, RtpPacket packet) {
            if (packet.payloadType() == media.law().payloadType()) {
                listener.onAudio(packet.timestamp(), packet.ssrc(), media.law().decode(packet.payload()));
            } else if (packet.payloadType() == media.telephoneEvent().orElse(-1)) {
                digits.onPacket(packet.timestamp(), packet.payload()).ifPresent(listener::onDigit);
            } else {
                dropped++;
            }
        }
    }
}
