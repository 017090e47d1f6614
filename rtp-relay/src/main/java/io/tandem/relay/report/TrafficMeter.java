package io.tandem.relay.report;

import io.tandem.relay.pipeline.PacketCounters;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;
import io.tandem.relay.stream.MediaStream;

/** Packets of all calls, ended ones included, summed once a second, and how many a second they are. Control thread writes; any may read. */
public final class TrafficMeter {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Sums since the start. */
    public record Sums(long packets, long bytes, long errors) {
        static final Sums NONE = new Sums(0, 0, 0);

        private Sums plus(PacketCounters more) {
            return new Sums(packets + more.packets(), bytes + more.bytes(), errors + more.errors());
        }
    }

    /** Media lines of live calls, by the way that RTP of their parties takes. */
    public record Streams(int user, int kernel, int mixed) {
        /** All of them. */
        public int all() {
            return user + kernel + mixed;
        }
    }

    /** @param packets a second, as are {@code bytes} and {@code errors} */
    public record Rates(long packets, long bytes, long errors) {}

    private final SessionTable sessions;
    private volatile Sums sums = Sums.NONE;
    private volatile Rates rates = new Rates(0, 0, 0);
    private volatile Sums kernelSums = Sums.NONE;
    private volatile Rates kernelRates = new Rates(0, 0, 0);
    private volatile Streams streams = new Streams(0, 0, 0);
    private long measuredNanos;

    public TrafficMeter(SessionTable sessions, long nowNanos) {
        this.sessions = sessions;
        this.measuredNanos = nowNanos;
    }

    /** Sums up anew; once a second. */
    public void measure(long nowNanos) {
        double seconds = (nowNanos - measuredNanos) / NANOS_PER_SECOND;
        if (seconds <= 0) return;
        Totals ended = sessions.totals();
        Sums now = new Sums(ended.packets(), ended.bytes(), ended.errors());
        Sums kernelNow = new Sums(ended.kernelPackets(), ended.kernelBytes(), ended.kernelErrors());
        int[] ways = new int[3];
        for (Call call : sessions.calls()) {
            for (MediaStream stream : call.streams()) {
                ways[kernelWays(stream)]++;
                for (int i = 0; i < 4; i++) {
                    RelaySocket socket = stream.leg(i / 2).sockets().get(i % 2);
                    now = now.plus(socket.received());
                    kernelNow = kernelNow.plus(socket.receivedByKernel());
                }
            }
        }
        rates = rates(sums, now, seconds);
        kernelRates = rates(kernelSums, kernelNow, seconds);
        sums = now;
        kernelSums = kernelNow;
        streams = new Streams(ways[0], ways[2], ways[1]);
        measuredNanos = nowNanos;
    }

    /** 0 to 2. */
    private static int kernelWays(MediaStream stream) {
        return (stream.leg(0).rtp().whyInUserSpace().isEmpty() ? 1 : 0) + (stream.leg(1).rtp().whyInUserSpace().isEmpty() ? 1 : 0);
    }

    private static Rates rates(Sums before, Sums now, double seconds) {
        return new Rates(rate(before.packets(), now.packets(), seconds), rate(before.bytes(), now.bytes(), seconds),
                rate(before.errors(), now.errors(), seconds));
    }

    private static long rate(long before, long now, double seconds) {
        return Math.max(0, Math.round((now - before) / seconds));
    }

    /** Received since the start, at most a second old. */
    public Sums sums() {
        return sums;
    }

    public Rates rates() {
        return rates;
    }

    /** Of {@link #sums}, what went through the kernel. */
    public Sums kernelSums() {
        return kernelSums;
    }

    public Rates kernelRates() {
        return kernelRates;
    }

    /** Media lines of live calls. */
    public Streams streams() {
        return streams;
    }
}
