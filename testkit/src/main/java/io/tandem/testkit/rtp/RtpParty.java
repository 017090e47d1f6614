package io.tandem.testkit.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.tandem.codec.G711;
import io.tandem.codec.SineTone;
import io.tandem.rtp.MeanOpinionScore;
import io.tandem.rtp.NtpTime;
import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.RtcpCompound;
import io.tandem.rtp.RtcpPacket;
import io.tandem.rtp.RtpPacket;

/**
 * One end of an RTP session: sends a PCMA tone in packets of 20 ms and hears what comes, with sender and receiver reports (RFC 3550 §6).
 * Receives from {@link #open} to {@link #close}; {@link #talk} blocks its caller.
 */
public final class RtpParty implements AutoCloseable {
    private static final int FRAME_SAMPLES = 160;
    private static final long FRAME_NANOS = Duration.ofMillis(20).toNanos();
    private static final int FRAMES_PER_REPORT = 50;
    private static final double AMPLITUDE = 8000;
    private static final int MAX_DATAGRAM = 2048;

    /** Where the other party receives. */
    private record Target(InetSocketAddress rtp, InetSocketAddress rtcp) {}

    private final PortPair ports;
    private final Reception reception = new Reception();
    private final int source = ThreadLocalRandom.current().nextInt();
    private int sequenceNumber = ThreadLocalRandom.current().nextInt(0x10000);
    private int timestamp = ThreadLocalRandom.current().nextInt();
    private volatile Optional<Target> target = Optional.empty();
    private volatile long sent;

    private RtpParty(PortPair ports) {
        this.ports = ports;
        Thread.ofVirtual().name("rtp-" + ports.rtp().getLocalPort()).start(() -> receive(ports.rtp(), reception::onRtp));
        Thread.ofVirtual().name("rtcp-" + ports.rtcp().getLocalPort())
                .start(() -> receive(ports.rtcp(), (data, length, nanos) -> reception.onRtcp(data, length, source, nanos)));
    }

    @FunctionalInterface private interface Receiver {
        void onDatagram(byte[] data, int length, long arrivalNanos);
    }

    /** Binds an even port and the next one. */
    public static RtpParty open(InetAddress address) {
        return new RtpParty(PortPair.bind(address));
    }

    private static void receive(DatagramSocket socket, Receiver receiver) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM);
                socket.receive(packet);
                receiver.onDatagram(packet.getData(), packet.getLength(), System.nanoTime());
            } catch (SocketException closed) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Where this party receives RTP; RTCP is the next port. */
    public InetSocketAddress local() {
        return (InetSocketAddress) ports.rtp().getLocalSocketAddress();
    }

    public void sendTo(InetSocketAddress rtp, InetSocketAddress rtcp) {
        target = Optional.of(new Target(rtp, rtcp));
    }

    /** Sends the tone in real time, fifty packets a second, a report every second and one at the end. */
    public void talk(Duration howLong, double toneHz) {
        Target to = target.orElseThrow(() -> new IllegalStateException("nobody to send to: no media description came"));
        SineTone tone = new SineTone(toneHz, AMPLITUDE);
        long frames = howLong.toNanos() / FRAME_NANOS;
        long startNanos = System.nanoTime();
        for (long frame = 0; frame < frames; frame++) {
            awaitNanos(startNanos + frame * FRAME_NANOS);
            sendFrame(to, tone, frame == 0);
            if (frame % FRAMES_PER_REPORT == FRAMES_PER_REPORT - 1) {
                sendReport(to, List.of());
            }
        }
        awaitNanos(startNanos + frames * FRAME_NANOS);
        sendReport(to, List.of());
    }

    private static void awaitNanos(long deadlineNanos) {
        for (long left = deadlineNanos - System.nanoTime(); left > 0; left = deadlineNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void sendFrame(Target to, SineTone tone, boolean first) {
        byte[] payload = G711.PCMA.encode(tone.next(FRAME_SAMPLES));
        RtpPacket packet = new RtpPacket(G711.PCMA.payloadType(), first, sequenceNumber, timestamp, source, payload);
        send(ports.rtp(), packet.toBytes(), to.rtp());
        sequenceNumber = sequenceNumber + 1 & 0xFFFF;
        timestamp += FRAME_SAMPLES;
        sent = sent + 1;
    }

    private void sendReport(Target to, List<RtcpPacket> more) {
        List<ReceptionReport> heard = reception.report(System.nanoTime());
        RtcpPacket report = sent == 0 ? new RtcpPacket.ReceiverReport(source, heard)
                : new RtcpPacket.SenderReport(source, NtpTime.of(Instant.now()), timestamp, sent, sent * FRAME_SAMPLES, heard);
        RtcpPacket name = new RtcpPacket.SourceDescription(source, "party@" + local().getPort());
        List<RtcpPacket> compound = new ArrayList<>(List.of(report, name));
        compound.addAll(more);
        send(ports.rtcp(), RtcpCompound.toBytes(compound), to.rtcp());
    }

    private static void send(DatagramSocket socket, byte[] data, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(data, data.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send to " + to, e);
        }
    }

    public long sent() {
        return sent;
    }

    public long received() {
        return reception.received();
    }

    /** Packets missing between the first and the last one heard. */
    public long lost() {
        return reception.lost();
    }

    public double jitterMillis() {
        return reception.jitterMillis();
    }

    /** From the last report block the other party sent on us; 0 before. */
    public double roundTripMillis() {
        return reception.roundTripMillis();
    }

    /** Sender and receiver reports that came. */
    public long reportsReceived() {
        return reception.reportsSeen();
    }

    /** What was heard, 1.0 to 4.5. */
    public double meanOpinionScore() {
        return MeanOpinionScore.conversational(reception.roundTripMillis(), reception.jitterMillis(), reception.lossPercent());
    }

    /** True when most of what was heard is this tone. */
    public boolean hears(double toneHz) {
        return reception.hears(toneHz);
    }

    /** True when the last half second that was heard is this tone. */
    public boolean hearsNow(double toneHz) {
        return reception.hearsNow(toneHz);
    }

    /** Says goodbye (RFC 3550 §6.6) and frees the ports. */
    @Override public void close() {
        if (!ports.rtcp().isClosed() && sent > 0) {
            target.ifPresent(to -> sendReport(to, List.of(new RtcpPacket.Goodbye(List.of(source)))));
        }
        ports.close();
    }
}
