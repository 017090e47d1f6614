package io.tandem.proxy.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.queue.QueuedCall;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.pbx.HuntGroup;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Verdict;
import io.tandem.sip.message.SipUri;

/** The step of the call plan that has calls wait for a callee with {@code cloud_pbx_callqueue} (§3.10). Never blocks.
 * @param lines   who waits
 * @param enabled there are queues at all */
public record QueueStep(WaitingLines lines, boolean enabled) {
    private static final String APPLICATION = "callqueues";
    private static final SipUri URI = SipUri.parse("sip:" + APPLICATION + "@app.local");
    private static final int MOST_WAITING = 5;
    private static final int WRAP_UP_SECONDS = 10;
    /** A phone that is busy so often is not going to take this call. */
    private static final int MOST_REFUSALS = 3;
    /** What phones say that are busy (RFC 3261 §21.4.24, §21.6.1). */
    private static final Set<Integer> BUSY = Set.of(486, 600);
    /** What the app server says when it is the caller's turn. */
    private static final int ENDED = 301;

    /** Calls wait for this callee. One of its devices that is called by its own name is called past the queue, and nobody who calls for help waits. */
    public static boolean isWanted(Attempt attempt) {
        return attempt.ofCallee().own().get(CallPreferences.CALL_QUEUE) && !attempt.isEmergency()
                && attempt.localCallee().filter(local -> !local.isDevice()).isPresent();
    }

    /** Whom a call is to be made to once more, after a final response to it: it has waited for its turn, or the callee it has reached is busy, but not
     * for the third time. Empty if the response is the end.
     * @param enabled there are queues at all */
    public static Optional<Callee.Local> again(Attempt attempt, int status, boolean enabled, Instant now) {
        long age = Math.max(0, Duration.between(attempt.arrival(), now).toSeconds());
        if (attempt.callee().orElseThrow() instanceof Callee.Application application && application.waitsFor().isPresent()) {
            return status == ENDED ? application.waitsFor().map(local -> local.at(local.turn().called(age))) : Optional.empty();
        }
        return enabled && BUSY.contains(status) && isWanted(attempt) ? attempt.localCallee().map(local -> local.at(local.turn().refused(age)))
                .filter(local -> local.turn().refusals() < MOST_REFUSALS) : Optional.empty();
    }

    /** The caller waits, and hears what the app server plays. */
    public static boolean waits(Attempt attempt) {
        return attempt.callee().filter(callee -> callee instanceof Callee.Application application && application.waitsFor().isPresent()).isPresent();
    }

    public CompletionStage<Verdict> verdict(Attempt attempt) {
        if (!enabled || !isWanted(attempt)) {
            return CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
        }
        Callee.Local callee = attempt.localCallee().orElseThrow();
        boolean nobodyFree = attempt.hunt().filter(HuntGroup::isBusy).isPresent();
        return switch (callee.turn().state()) {
            case NEW -> nobodyFree ? waiting(attempt, callee) : lines.isTaken(queued(attempt, callee,
                            attempt.hunt().map(HuntGroup::ringing).orElseGet(() -> List.of(callee.subscriber().uuid()))))
                    .thenCompose(taken -> taken ? waiting(attempt, callee) : CompletableFuture.completedFuture(new Verdict.Proceed(attempt)));
            case CALLED -> nobodyFree ? waiting(attempt, callee) : CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
            case REFUSED -> waiting(attempt, callee);
        };
    }

    private static QueuedCall queued(Attempt attempt, Callee.Local callee, List<String> takers) {
        return new QueuedCall(callee.subscriber().uuid(), attempt.request().callId(), positive(attempt.ofCallee().own().get(CallPreferences.QUEUE_WRAP_UP),
                WRAP_UP_SECONDS), takers);
    }

    private static int positive(OptionalInt wanted, int otherwise) {
        return Math.max(0, wanted.orElse(otherwise));
    }

    private static CompletionStage<Verdict> waiting(Attempt attempt, Callee.Local callee) {
        Callee queue = new Callee.Application(URI, Optional.of(parameters(attempt, callee)), Optional.of(callee));
        return CompletableFuture.completedFuture(new Verdict.Proceed(attempt.to(queue)));
    }

    private static String parameters(Attempt attempt, Callee.Local callee) {
        List<String> takers = attempt.hunt().map(HuntGroup::takers).orElseGet(() -> List.of(callee.subscriber().uuid()));
        QueuedCall call = queued(attempt, callee, takers);
        Preferences own = attempt.ofCallee().own();
        String caller = attempt.shown(attempt.caller().orElseThrow()).network();
        return APPLICATION + "=" + call.owner() + ";phone_uri=\"" + SipUri.of(callee.rings().user(), callee.rings().domain(), -1) + "\";first_caller_uri=\""
                + SipUri.of(caller, callee.subscriber().domain(), -1) + "\";max_queue_length="
                + positive(own.get(CallPreferences.MAX_QUEUE_LENGTH), MOST_WAITING) + ";callee_wrap_up_time=" + call.wrapUp()
                + ";takers=" + String.join("+", call.takers()) + again(callee.turn());
    }

    /** Who was refused once keeps its place. After that others are to have their turn. */
    private static String again(Turn turn) {
        return turn.isNew() ? "" : ";first=" + (turn.state() == Turn.State.CALLED || turn.refusals() < 2 ? 1 : 0) + ";waited=" + turn.age();
    }
}
