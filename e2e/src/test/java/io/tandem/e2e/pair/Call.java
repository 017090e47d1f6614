package io.tandem.e2e.pair;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.sip.message.SipMessage;

/** One call between two of the phones, as both sides know it. One thread. */
final class Call implements AutoCloseable {
    final String name;
    final Phone caller;
    final Media callerMedia;
    final long dialledAt = System.nanoTime();
    Optional<SipMessage> invite = Optional.empty();
    Optional<Phone> callee = Optional.empty();
    Optional<Media> calleeMedia = Optional.empty();
    Optional<SipMessage> calleeOk = Optional.empty();
    Optional<SipMessage> ringing = Optional.empty();
    boolean calleeHasAck;
    long upAt;
    long byeAt;
    int status;
    boolean byeAnswered;
    boolean byeHeard;

    Call(String name, Phone caller, Media callerMedia) {
        this.name = name;
        this.caller = caller;
        this.callerMedia = callerMedia;
    }

    boolean isUp() { return upAt != 0 && calleeHasAck; }

    boolean isOver() { return byeAnswered && byeHeard; }

    /** Call setup as both have seen it. */
    long setUpMillis() { return (upAt - dialledAt) / 1_000_000; }

    double seconds() { return (byeAt - upAt) / 1e9; }

    void send(long now) throws IOException {
        callerMedia.send(now);
        if (calleeMedia.isPresent()) calleeMedia.get().send(now);
    }

    void mark(long now) {
        callerMedia.mark(now);
        calleeMedia.ifPresent(media -> media.mark(now));
    }

    /** @return of the direction that was silent longer */
    long gapMillis(long now) { return Math.max(callerMedia.gapMillis(now), calleeMedia.map(media -> media.gapMillis(now)).orElse(0L)); }

    /** @return milliseconds from the caller's 200 until both have heard something */
    OptionalLong cutThroughMillis() {
        OptionalLong caller = callerMedia.firstAfterMillis(upAt);
        OptionalLong heard = calleeMedia.map(media -> media.firstAfterMillis(upAt)).orElse(OptionalLong.empty());
        return caller.isPresent() && heard.isPresent() ? OptionalLong.of(Math.max(caller.getAsLong(), heard.getAsLong())) : OptionalLong.empty();
    }

    boolean hearsBothWays() { return callerMedia.received() > 0 && calleeMedia.filter(media -> media.received() > 0).isPresent(); }

    @Override public void close() throws IOException {
        callerMedia.close();
        if (calleeMedia.isPresent()) calleeMedia.get().close();
    }
}
