package io.tandem.relay.report;

import java.util.List;

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
    }

    /** @param packets a second, as are {@code bytes} and {@code errors} */
    public record Rates(long packets, long bytes, long errors) {}

    private final SessionTable sessions;
    private volatile Sums sums = Sums.NONE;
    private volatile Rates rates = new Rates(0, 0, 0);
    private volatile int streams;
    private long measuredNanos;

    public TrafficMeter(SessionTable sessions, long nowNanos) {
        this.sessions = sessions;
        this.measuredNanos = nowNanos;
    }

    /** Sums up anew; once a second. */
    public void measure(long nowNanos) {
        Sums before = sums;
        Sums now = sum(sessions.calls(), sessions.totals());
        double seconds = (nowNanos - measuredNanos) / NANOS_PER_SECOND;
        if (seconds <= 0) return;
        rates = new Rates(rate(before.packets(), now.packets(), seconds), rate(before.bytes(), now.bytes(), seconds),
                rate(before.errors(), now.errors(), seconds));
        sums = now;
        measuredNanos = nowNanos;
    }

    private static long rate(long before, long now, double seconds) {
        return Math.max(0, Math.round((now - before) / seconds));
    }

    private Sums sum(List<Call> calls, Totals ended) {
        long packets = ended.packets();
        long bytes = ended.bytes();
        long errors = ended.errors();
        int count = 0;
        for (Call call : calls) {
            for (MediaStream stream : call.streams()) {
                count++;
                for (int i = 0; i < 4; i++) {
                    RelaySocket socket = stream.leg(i / 2).sockets().get(i % 2);
                    packets += socket.received().packets();
                    bytes += socket.received().bytes();
                    errors += socket.received().errors();
                }
            }
        }
        streams = count;
        return new Sums(packets, bytes, errors);
    }

    /** Received since the start, at most a second old. */
    public Sums sums() {
        return sums;
    }

    public Rates rates() {
        return rates;
    }

    /** Media lines of live calls. */
    public int streams() {
        return streams;
    }
}
