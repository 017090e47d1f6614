package io.tandem.proxy.presence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.net.Scheduler;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** One subscription (RFC 6665 §4.2) and what its phone has not been told yet. Event loop only. */
final class Subscription {
    /** A phone that answers slowly is told the last states only. */
    private static final int MOST_WAITING = 8;
    private static final int MOST_UNANSWERED = 3;

    /** What a NOTIFY says. */
    record Content(Optional<byte[]> body, Optional<String> callInfo, Optional<String> end) {
        private static final byte[] NO_BODY = {};

        boolean says(Content other) {
            return callInfo.equals(other.callInfo) && end.equals(other.end) && Arrays.equals(body.orElse(NO_BODY), other.body.orElse(NO_BODY));
        }
    }

    private final Dialog dialog;
    private final EventPackage what;
    private final String event;
    private final AddressOfRecord watched;
    private final int watcher;
    private final Flow flow;
    private final Deque<Content> waiting = new ArrayDeque<>();
    private final OptionalInt appearance;
    private Scheduler.Timeout expiry = () -> false;
    private long expiresAtNanos;
    private long documents;
    private boolean inFlight;
    private int unanswered;
    private Optional<Content> last = Optional.empty();

    /** @param event      value of Event, which its NOTIFYs repeat
     * @param watcher    id of the subscriber who watches
     * @param flow       by which its phone is reached
     * @param appearance that is reserved; empty but for {@link EventPackage#LINE_SEIZE} */
    Subscription(Dialog dialog, EventPackage what, String event, AddressOfRecord watched, int watcher, Flow flow, OptionalInt appearance) {
        this.dialog = dialog;
        this.what = what;
        this.event = event;
        this.watched = watched;
        this.watcher = watcher;
        this.flow = flow;
        this.appearance = appearance;
    }

    Dialog dialog() {
        return dialog;
    }

    EventPackage what() {
        return what;
    }

    AddressOfRecord watched() {
        return watched;
    }

    int watcher() {
        return watcher;
    }

    Flow flow() {
        return flow;
    }

    OptionalInt appearance() {
        return appearance;
    }

    /** Version of the next document, from 0. */
    long nextVersion() {
        return documents++;
    }

    /** Its phone has been told, or will be, how all is. */
    boolean isUnderWay() {
        return documents > 0;
    }

    void lasts(Duration time, Scheduler scheduler, Runnable over) {
        expiry.cancel();
        expiresAtNanos = scheduler.nanoTime() + time.toNanos();
        expiry = scheduler.schedule(time.toNanos(), over);
    }

    void end() {
        expiry.cancel();
    }

    /** Will be told what has changed, after what waits already; what it was told last is not told again. */
    void changes(Content content) {
        if (last.filter(told -> told.says(content)).isEmpty()) {
            add(content);
        }
    }

    /** Will be told, after what waits already. */
    void add(Content content) {
        last = Optional.of(content);
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst();
        }
        waiting.add(content);
    }

    /** The next NOTIFY; empty while one is under way, and if there is nothing to tell.
     * @param contact of this proxy */
    Optional<SipMessage> next(String contact, long nowNanos) {
        if (inFlight || waiting.isEmpty()) {
            return Optional.empty();
        }
        inFlight = true;
        Content content = waiting.remove();
        long left = Math.max(0, Duration.ofNanos(expiresAtNanos - nowNanos).toSeconds());
        SipMessage notify = dialog.request(Methods.NOTIFY).add(HeaderNames.CONTACT, contact).add(HeaderNames.EVENT, event)
                .add("Subscription-State", content.end().map(reason -> "terminated;reason=" + reason).orElse("active;expires=" + left));
        content.callInfo().ifPresent(value -> notify.add(Appearances.CALL_INFO, value));
        content.body().ifPresent(body -> notify.body(what.contentType(), body));
        return Optional.of(notify);
    }

    /** The NOTIFY was answered.
     * @return false if the phone does not know the subscription any more (RFC 6665 §4.2.2) */
    boolean answered(int status) {
        inFlight = false;
        unanswered = 0;
        return !List.of(404, 405, 410, 416, 481, 484, 485, 489, 501, 604).contains(status);
    }

    /** The NOTIFY was not answered. One that got lost must not put out a lamp for an hour.
     * @return false if it was one too many */
    boolean unanswered() {
        inFlight = false;
        last = Optional.empty(); // nobody knows what the phone knows
        unanswered++;
        return unanswered < MOST_UNANSWERED;
    }
}
