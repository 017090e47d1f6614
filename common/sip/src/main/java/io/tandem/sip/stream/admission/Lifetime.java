package io.tandem.sip.stream.admission;

import java.time.Duration;

/** When a connection has to be pinged or ended for what did not come. Pure; one thread. */
public final class Lifetime {

    /** HTTP clients that keep a connection open for their next call. */
    private static final long HTTP_IDLE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int PINGS = 2;

    /** Where a connection stands. */
    public enum Phase {
        CONNECTING, HANDSHAKE, OPEN, HTTP, ENDED
    }

    /** What is to be done. */
    public enum Due {
        /** Nothing until {@link #nextNanos}. */
        NOTHING,
        /** The handshake took too long. */
        HANDSHAKE,
        /** No message came within the time for the first. */
        FIRST_MESSAGE,
        /** A message, begun, was not ended in time. */
        MESSAGE_END,
        /** Nothing came for longer than a connection may be idle. */
        IDLE,
        /** Two pings in a row were answered with nothing at all. */
        ANSWER,
        /** It is time to ping; then ask again. */
        PING
    }

    /** How long what may take, in nanoseconds.
     * @param keepAlive 0: never ping */
    public record Times(long handshake, long message, long idle, long keepAlive) {}

    /** @param silent          no whole message has come yet, and one must
     * @param unfinishedSince when a message began that has not ended; {@link Long#MIN_VALUE} if there is none
     * @param pinged          pings are sent
     * @param mustAnswer      pings must be answered: RFC 6455 makes it a duty, RFC 5626 only for who offered it */
    public record View(Phase phase, boolean silent, long unfinishedSince, boolean pinged, boolean mustAnswer) {}

    private final long openedNanos;
    private long lastReadNanos;
    private long lastPingNanos;
    private int pingsUnanswered;
    private long nextNanos = Long.MAX_VALUE;

    public Lifetime(long nowNanos) {
        openedNanos = nowNanos;
        lastReadNanos = nowNanos;
        lastPingNanos = nowNanos;
    }

    /** Something came. */
    public void heard(long nowNanos) {
        lastReadNanos = nowNanos;
        pingsUnanswered = 0;
    }

    /** A ping was sent. */
    public void pinged(long nowNanos) {
        lastPingNanos = nowNanos;
        pingsUnanswered++;
    }

    /** When it began. */
    public long openedNanos() {
        return openedNanos;
    }

    /** When something came last. */
    public long lastReadNanos() {
        return lastReadNanos;
    }

    /** When to ask again, after {@link Due#NOTHING}; {@link Long#MAX_VALUE}: never. */
    public long nextNanos() {
        return nextNanos;
    }

    public Due due(long nowNanos, View view, Times times) {
        nextNanos = Long.MAX_VALUE;
        return switch (view.phase()) {
            case CONNECTING, ENDED -> Due.NOTHING;
            case HANDSHAKE -> isOver(nowNanos, openedNanos + times.handshake()) ? Due.HANDSHAKE : Due.NOTHING;
            case HTTP -> isOver(nowNanos, lastReadNanos + HTTP_IDLE_NANOS) ? Due.IDLE : Due.NOTHING;
            case OPEN -> open(nowNanos, view, times);
        };
    }

    private Due open(long nowNanos, View view, Times times) {
        if (isOver(nowNanos, lastReadNanos + times.idle())) {
            return Due.IDLE;
        }
        if (view.silent() && isOver(nowNanos, openedNanos + times.message())) {
            return Due.FIRST_MESSAGE;
        }
        if (view.unfinishedSince() != Long.MIN_VALUE && isOver(nowNanos, view.unfinishedSince() + times.message())) {
            return Due.MESSAGE_END;
        }
        if (view.pinged() && times.keepAlive() > 0 && isOver(nowNanos, Math.max(lastReadNanos, lastPingNanos) + times.keepAlive())) {
            return view.mustAnswer() && pingsUnanswered >= PINGS ? Due.ANSWER : Due.PING;
        }
        return Due.NOTHING;
    }

    private boolean isOver(long nowNanos, long atNanos) {
        nextNanos = Math.min(nextNanos, atNanos);
        return nowNanos - atNanos >= 0;
    }
}
