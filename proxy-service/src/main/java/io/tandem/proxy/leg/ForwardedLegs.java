package io.tandem.proxy.leg;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.forward.Failure;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.TelNumber;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallTrace;
import io.tandem.proxy.plan.ForwardDecisions;
import io.tandem.proxy.plan.Forwarded;
import io.tandem.proxy.plan.RecentCalls;
import io.tandem.proxy.plan.StepRun;
import io.tandem.proxy.plan.Verdict;
import io.tandem.proxy.queue.QueueStep;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards of one call that are under way (§2.12): the destinations of each are tried one after the other, and one of them may forward again. Event loop
 * only. */
final class ForwardedLegs {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedLegs.class);
    /** Each destination may forward to several others: without an end one call could ask thousands of subscribers. */
    private static final int MOST_LEGS = 32;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1); // no forward gives it more
    /** The first step that a call takes again. */
    private static final String CALLEE = "callee";
    /** Timers and the clock do not run exactly alike. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    /** What all calls share.
     * @param plan of a leg that is forwarded */
    record Shared(ForwardDecisions decisions, StepRun plan, RecentCalls recent, Replies replies, InstantSource clock) {}

    /** The call that is forwarded. */
    interface Call {
        /** It was answered, refused or cancelled. */
        boolean isOver();

        void tell(SipMessage provisional);

        /** Its callee is called no longer.
         * @return the leg with what it still counts in */
        Attempt forwards(Attempt leg);

        /** This leg is looked into. */
        void plans(Attempt leg);

        /** The plan has let this leg through. */
        void dial(Attempt leg);

        /** The caller may hear that a leg is forwarded; then that is done, unless it has given up. */
        void announce(Verdict.Forward forward, Runnable goesOn);

        /** A leg is called once more, by way of the queue of its callee: it counts in nothing until then. */
        void callsAgain(Attempt leg);

        /** A leg has failed, others are tried. */
        void givenUp(Attempt leg, SipMessage refusal);

        /** The plan has let a leg through that nobody wants any more. */
        void dropped(Attempt leg);

        /** No leg is left.
         * @param last with what its plan has found out */
        void end(Attempt last, SipMessage refusal);
    }

    /** One forward. */
    private static final class Hunt {
        private final Attempt by;
        private final ForwardMapping mapping;
        private final int cause;
        private final Deque<ForwardMapping.Destination> left;
        private Instant until = Instant.MAX;

        /** @param by the leg whose callee forwards */
        Hunt(Attempt by, Verdict.Forward forward) {
            this.by = by;
            mapping = forward.mapping();
            cause = forward.cause();
            left = new ArrayDeque<>(mapping.destinations());
        }

        boolean isOutOfTime(Instant now) {
            return !now.plus(TOLERANCE).isBefore(until);
        }
    }

    private final Shared shared;
    private final Call call;
    private final List<Hunt> hunts = new ArrayList<>(); // the first is of whoever was dialled, each other of a destination of the one before
    private int number;

    ForwardedLegs(Shared shared, Call call) {
        this.shared = shared;
        this.call = call;
    }

    /** The legs of the call as it stands.
     * @param last the one that is tried now */
    List<Attempt> with(Attempt last) {
        List<Attempt> legs = new ArrayList<>(hunts.stream().map(hunt -> hunt.by).toList());
        legs.add(last);
        return legs;
    }

    /** How long a leg may ring.
     * @param most without any forward */
    Duration patience(Attempt leg, Duration most) {
        Instant now = shared.clock().instant();
        Duration all = QueueStep.waits(leg) && !hunts.isEmpty() ? LONGEST_WAIT : most;
        Duration shortest = shared.decisions().ringTimeout(leg).filter(ring -> ring.compareTo(all) < 0).orElse(all);
        for (Hunt hunt : hunts) {
            Duration left = Duration.between(now, hunt.until);
            shortest = left.compareTo(shortest) < 0 ? left : shortest;
        }
        return shortest.isNegative() ? Duration.ZERO : shortest;
    }

    /** It waits for as long as the app server says so, unless a forward's time ends that. */
    boolean isRenewed(Attempt leg) {
        return hunts.isEmpty() && QueueStep.waits(leg);
    }

    /** Forwards the call. */
    void forward(Verdict.Forward forward) {
        if (forward.mapping().redirects()) {
            redirect(forward);
            return;
        }
        if (shared.decisions().limits().beingForwarded()) {
            call.tell(shared.replies().of(forward.attempt().received(), 181, "Call Is Being Forwarded"));
        }
        hunts.add(new Hunt(call.forwards(forward.attempt()), forward));
        if (!next(hunts.size() - 1, _ -> { })) {
            hunts.removeLast();
            refused(forward.attempt(), number < MOST_LEGS ? 404 : 480, number < MOST_LEGS ? "Not Found" : "Unavailable");
        }
    }

    /** After a leg has failed.
     * @param rang some phone has told that it rings
     * @return false if the caller shall get the refusal */
    boolean afterFailure(Attempt leg, SipMessage refusal, boolean rang) {
        Instant now = shared.clock().instant();
        boolean inTime = hunts.stream().noneMatch(hunt -> hunt.isOutOfTime(now));
        Optional<Callee.Local> again = QueueStep.again(leg, refusal.status(), shared.decisions().pbx(), now)
                .filter(_ -> inTime || QueueStep.waits(leg));
        if (again.isPresent()) {
            call.callsAgain(leg);
            plan(leg.counted().map(counted -> leg.counted(counted.nowhere())).orElse(leg).to(again.get()), shared.plan().since(CALLEE));
            return true;
        }
        if (inTime) {
            Optional<Verdict> verdict = refusal.status() / 100 == 3 ? shared.decisions().deflected(leg, contacts(refusal))
                    : shared.decisions().afterFailure(leg, new Failure(refusal.status(), rang));
            if (verdict.isPresent()) {
                follow(leg, verdict.get());
                return true;
            }
        }
        return another(leg, refusal);
    }

    /** The next destination: of the innermost forward that has one left, but of none that lies within one whose time is over. */
    private boolean another(Attempt leg, SipMessage refusal) {
        Instant now = shared.clock().instant();
        int from = hunts.size() - 1;
        for (int i = from; i >= 0; i--) {
            from = hunts.get(i).isOutOfTime(now) ? i : from;
        }
        List<Attempt> legs = with(leg);
        for (int i = from; i >= 0; i--) {
            List<Attempt> given = legs.subList(i + 1, legs.size()).reversed();
            if (next(i, _ -> given.forEach(failed -> call.givenUp(failed, refusal)))) {
                return true;
            }
        }
        return false;
    }

    /** Tries the next destination of a forward.
     * @param before runs first
     * @return false if it has none */
    private boolean next(int index, Consumer<Hunt> before) {
        Hunt hunt = hunts.get(index);
        while (!hunt.left.isEmpty() && number < MOST_LEGS) {
            ForwardMapping.Destination destination = hunt.left.remove();
            Optional<SipUri> uri = uri(destination, hunt.by, hunt.mapping.id());
            if (uri.isPresent()) {
                before.accept(hunt);
                hunts.subList(index + 1, hunts.size()).clear();
                Instant now = shared.clock().instant();
                hunt.until = now.plus(destination.timeout());
                plan(Attempt.of(new Forwarded(hunt.by, hunt.mapping.type(), hunt.cause, ++number), uri.get(), now), shared.plan());
                return true;
            }
        }
        return false;
    }

    /** Where a phone sends its caller, what it likes best first (RFC 3261 §8.1.3.4). */
    private static List<String> contacts(SipMessage redirection) {
        try {
            return redirection.headers(HeaderNames.CONTACT).stream().map(NameAddr::parse)
                    .sorted(Comparator.comparingDouble((NameAddr contact) -> -quality(contact))).map(contact -> contact.uri().toString()).toList();
        } catch (MalformedMessageException unreadable) {
            LOG.info("redirection of call {} goes to the caller: {}", redirection.callId(), unreadable.getMessage());
            return List.of();
        }
    }

    private static double quality(NameAddr contact) {
        return contact.parameters().get("q").filter(q -> q.matches("[01](\\.\\d{0,3})?")).map(Double::parseDouble).orElse(1.0);
    }

    private static Optional<SipUri> uri(ForwardMapping.Destination destination, Attempt by, long mapping) {
        try {
            String domain = by.localCallee().map(callee -> callee.subscriber().domain()).orElseThrow();
            return Optional.of(TelNumber.inDomain(SipUri.parse(destination.uri()), domain));
        } catch (MalformedMessageException spoiled) {
            LOG.warn("destination '{}' of call forward mapping {} is left out, correct it at /api/cfdestinationsets/: {}", destination.uri(), mapping,
                    spoiled.getMessage());
            return Optional.empty();
        }
    }

    private void plan(Attempt leg, StepRun steps) {
        call.plans(leg);
        CallTrace.Growing trace = new CallTrace.Growing();
        steps.from(leg, trace, (last, verdict) -> {
            shared.recent().add(trace.done());
            if (call.isOver()) { // cancelled meanwhile
                call.dropped(last);
            } else {
                follow(last, verdict);
            }
        }, (last, failure) -> {
            LOG.warn("call {} does not go on ({}): {}", leg.request().callId(), leg.forwarded().map(Forwarded::toString).orElse("its turn in a queue"),
                    failure.toString());
            if (call.isOver()) {
                call.dropped(last);
            } else {
                refused(last, 503, "Service Unavailable");
            }
        });
    }

    private void follow(Attempt leg, Verdict verdict) {
        switch (verdict) {
            case Verdict.Dispatch dispatch -> call.dial(dispatch.attempt());
            case Verdict.Forward forward -> call.announce(forward, () -> forward(forward));
            case Verdict.Answer answer -> refused(leg, answer.status(), answer.reason());
            case Verdict.Proceed _, Verdict.Tell _ -> throw new IllegalStateException("the plan has not ended");
        }
    }

    /** A leg has failed before it left. */
    void refused(Attempt leg, int status, String reason) {
        SipMessage refusal = shared.replies().of(leg.received(), status, reason);
        if (!call.isOver() && !another(leg, refusal)) {
            call.end(leg, refusal);
        }
    }

    /** The caller, a peer, calls there itself: at its own host. The record is of that leg alone. */
    private void redirect(Verdict.Forward forward) {
        Attempt by = forward.attempt();
        Optional<SipUri> destination = uri(forward.mapping().destinations().getFirst(), by, forward.mapping().id());
        if (destination.isEmpty()) {
            refused(by, 404, "Not Found");
            return;
        }
        String user = destination.get().decodedUser().orElse("");
        SipUri contact = by.original().caller().flatMap(caller -> caller.peer()).map(peer -> SipUri.of(user, peer.shownHost(), -1)).orElse(destination.get());
        Attempt leg = Attempt.of(new Forwarded(by, forward.mapping().type(), forward.cause(), ++number), contact, shared.clock().instant());
        call.dropped(by);
        call.end(leg, shared.replies().of(by.received(), 302, "Moved Temporarily").set(HeaderNames.CONTACT, "<" + contact + ">"));
    }
}
