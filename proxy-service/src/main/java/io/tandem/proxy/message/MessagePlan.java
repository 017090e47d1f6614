package io.tandem.proxy.message;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallPlan;
import io.tandem.proxy.plan.Step;
import io.tandem.proxy.plan.Verdict;

/** What happens to a MESSAGE whose sender is authenticated: whatever stops a call stops a message, in the same order (§2.4), but for what is only about
 * calls: loops, credit, limits, service codes, peers. Event loop only. */
public final class MessagePlan {
    private static final List<String> OF_CALLEE = List.of("callee", "callee settings", "foreign lock", "block lists in", "callee lock", "NCOS",
            "block lists out", "presentation");
    private static final List<String> OF_SENDER = List.of("caller settings", "source address", "user agent", "caller numbers", "short codes", "rewriting in",
            "extension", "speed dial", "own number", "CLI screening", "caller lock", "emergency");
    private static final List<String> OF_FORWARDER = List.of("forwarder settings", "forwarder lock", "destination");

    private final MessageProperties limits;
    private final SenderRates rates;
    private final List<Step> steps;
    private final List<Step> forwardSteps;

    /** @param calls whose steps these are */
    public MessagePlan(CallPlan calls, MessageProperties limits) {
        this.limits = limits;
        this.rates = new SenderRates(limits.perMinute());
        Step admission = Step.untold("message admission", attempt -> CompletableFuture.completedFuture(admitted(attempt)));
        Step dispatch = Step.untold("message", attempt -> CompletableFuture.completedFuture(dispatched(attempt)));
        steps = Stream.of(Stream.of(admission), named(calls.steps(), OF_SENDER), named(calls.steps(), OF_CALLEE), Stream.of(dispatch))
                .flatMap(part -> part).toList();
        forwardSteps = Stream.of(named(calls.forwardSteps(), OF_FORWARDER), named(calls.forwardSteps(), OF_CALLEE), Stream.of(dispatch))
                .flatMap(part -> part).toList();
    }

    /** None may be missing: one that has got another name would let messages through that it stops. */
    private static Stream<Step> named(List<Step> steps, List<String> names) {
        return names.stream().map(name -> steps.stream().filter(step -> step.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalStateException("the plan of calls has no step '" + name + "'")));
    }

    /** The steps, for an attempt whose caller is known; none where nobody may send. */
    public List<Step> steps() {
        return limits.enabled() ? steps : List.of();
    }

    /** The steps for a message that a subscriber forwards. */
    List<Step> forwardSteps() {
        return forwardSteps;
    }

    private Verdict admitted(Attempt attempt) {
        if (attempt.received().body().length > limits.maxBytes()) {
            return Verdict.answer(413, "Request Entity Too Large");
        }
        return rates.permits(attempt.caller().orElseThrow().subscriber().id(), attempt.arrival()) ? new Verdict.Proceed(attempt)
                : Verdict.refuse(403, "Too Many Messages");
    }

    private static Verdict dispatched(Attempt attempt) {
        return attempt.localCallee().isPresent() ? new Verdict.Dispatch(attempt) : Verdict.refuse(404, "Not Found");
    }
}
