package io.tandem.appserver.media;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.tandem.appserver.dtmf.DigitDetector;
import io.tandem.codec.G711;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.Scheduler;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.rtp.RtpHeader;

/**
 * Our end of one RTP stream (RFC 3550): a packet every 20 ms, of what is to be played or of silence, so that relays and NATs stay open.
 * Packets from another address than agreed are dropped. Audio costs no allocation, in neither direction. Loop thread only.
 */
public final class RtpSession implements AutoCloseable {
    /** 20 ms at 8 kHz. */
    public static final int FRAME_SAMPLES = 160;
    public static final long FRAME_NANOS = 20_000_000;
    private static final short[] SILENCE = new short[FRAME_SAMPLES];

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
    private final IncomingRtp incoming = new IncomingRtp();
    private final byte[] outgoing = new byte[RtpHeader.MIN_LENGTH + FRAME_SAMPLES];
    private final short[] played = new short[FRAME_SAMPLES];
    private short[] heard = new short[FRAME_SAMPLES];
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

    /** Somebody else keeps the time from now on: each frame leaves by {@link #send}. */
    public void follow() {
        pace.cancel();
    }

    /** Sends the next 20 ms: what is to be played, if anything is, else this.
     * @param live linear, 8 kHz; read before the call returns */
    public void send(short[] live) {
        short[] frame = nextFrame(live);
        if (agreed.isPresent() && agreed.get().direction().sends()) send(agreed.get(), frame);
        timestamp += FRAME_SAMPLES;
    }

    /** What was agreed last; empty before. */
    public Optional<AgreedMedia> agreed() {
        return agreed;
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
        send(SILENCE);
    }

    private short[] nextFrame(short[] live) {
        Playing playing = queue.peek();
        if (playing == null) return live;
        int count = Math.min(FRAME_SAMPLES, playing.samples.length - playing.position);
        System.arraycopy(playing.samples, playing.position, played, 0, count);
        System.arraycopy(SILENCE, 0, played, count, FRAME_SAMPLES - count);
        playing.position += count;
        if (playing.position >= playing.samples.length) {
            queue.remove();
            scheduler.execute(playing.whenPlayed);
        }
        return played;
    }

    private void send(AgreedMedia media, short[] frame) {
        G711 law = media.law();
        RtpHeader.write(outgoing, law.payloadType(), marker, sequenceNumber, timestamp, ssrc);
        for (int i = 0; i < FRAME_SAMPLES; i++) outgoing[RtpHeader.MIN_LENGTH + i] = law.encode(frame[i]);
        socket.send(outgoing, 0, outgoing.length, media.remote());
        sequenceNumber = sequenceNumber + 1 & 0xFFFF;
        marker = false;
    }

    private final class Datagrams implements DatagramReceiver {
        @Override
        public void onDatagram(UdpSocket from, byte[] data, int offset, int length, PeerAddress source) {
            if (agreed.isPresent() && isFrom(agreed.get(), source) && incoming.read(data, offset, length)) {
                received++;
                onPacket(agreed.get());
            } else {
                dropped++;
            }
        }

        private static boolean isFrom(AgreedMedia media, PeerAddress source) {
            return media.direction().receives() && media.remote().getAddress().equals(source.getAddress());
        }

        private void onPacket(AgreedMedia media) {
            if (incoming.payloadType() == media.law().payloadType()) {
                decode(media.law());
                listener.onAudio(incoming.timestamp(), incoming.ssrc(), heard);
            } else if (incoming.payloadType() == media.telephoneEvent().orElse(-1)) {
                digits.onPacket(incoming.timestamp(), incoming.payload()).ifPresent(listener::onDigit);
            } else {
                dropped++;
            }
        }

        /** Packets of one stream have one length, nearly always. */
        private void decode(G711 law) {
            if (heard.length != incoming.payloadLength()) heard = new short[incoming.payloadLength()];
            for (int i = 0; i < heard.length; i++) heard[i] = law.decode(incoming.payload(i));
        }
    }
}
