package io.tandem.proxy.message;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.peer.PeerRouting;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallPlan;
import io.tandem.proxy.plan.Step;
import io.tandem.proxy.plan.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a MESSAGE whose sender is authenticated: whatever stops a call stops a message, in the same order (§2.4), but for what is only about
 * calls: loops, limits, service codes. Event loop only. */
public final class MessagePlan {
    private static final Logger LOG = LoggerFactory.getLogger(MessagePlan.class);
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final List<String> OF_CALLEE = List.of("callee", "callee settings", "foreign lock", "block lists in", "callee lock", "NCOS",
            "block lists out");
    private static final List<String> OF_SENDER = List.of("caller settings", "source address", "user agent", "caller numbers", "short codes",
            "temporary GRUU", "rewriting in", "extension", "speed dial", "own number", "CLI screening", "caller lock", "emergency");
    private static final List<String> OF_FORWARDER = List.of("forwarder settings", "forwarder lock", "destination");

    private final MessageProperties limits;
    private final PeerRouting peers;
    private final Step peering;
    private final Step credit;
    private final SenderRates rates;
    private final List<Step> steps;
    private final List<Step> forwardSteps;

    /** @param calls whose steps these are
     * @param peers who take messages to numbers elsewhere */
    public MessagePlan(CallPlan calls, MessageProperties limits, PeerRouting peers) {
        this.limits = limits;
        this.peers = peers;
        this.peering = named(calls.steps(), List.of("peering")).findFirst().orElseThrow();
        this.credit = named(calls.steps(), List.of("credit")).findFirst().orElseThrow();
        this.rates = new SenderRates(limits.perMinute());
        Step admission = Step.untold("message admission", attempt -> CompletableFuture.completedFuture(admitted(attempt)));
        Step dispatch = Step.untold("message", attempt -> CompletableFuture.completedFuture(dispatched(attempt)));
        List<Step> leaving = List.of(Step.untold("short message service", this::leaves), Step.untold("credit", this::credit),
                named(calls.steps(), List.of("presentation")).findFirst().orElseThrow(), dispatch);
        steps = Stream.of(Stream.of(admission), named(calls.steps(), OF_SENDER), named(calls.steps(), OF_CALLEE), leaving.stream())
                .flatMap(part -> part).toList();
        forwardSteps = Stream.of(named(calls.forwardSteps(), OF_FORWARDER), named(calls.forwardSteps(), OF_CALLEE), leaving.stream())
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

    /** To a number that no subscriber has, by way of the sender's short message service centre ({@code smsc_peer}), else of whatever peer takes it. */
    private CompletionStage<Verdict> leaves(Attempt attempt) {
        boolean elsewhere = attempt.callee().orElseThrow() instanceof Callee.Unknown unknown && unknown.served()
                && NUMBER.matcher(attempt.calledUser()).matches();
        if (!elsewhere) {
            return CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
        }
        Optional<String> centre = attempt.ofCaller().own().get(CallPreferences.SMSC_PEER);
        return centre.map(name -> peers.named(name).thenApply(routes -> toCentre(attempt, name, routes))).orElseGet(() -> limits.toPeers()
                ? peering.action().on(attempt) : CompletableFuture.completedFuture(new Verdict.Proceed(attempt)));
    }

    private static Verdict toCentre(Attempt attempt, String name, List<PeerRoute> routes) {
        List<PeerRoute> open = routes.stream().filter(PeerRoute::isOpen).toList();
        if (routes.isEmpty()) {
            LOG.warn("message {} goes nowhere: smsc_peer of {} names no server of /api/peeringservers/: {}", attempt.received().callId(),
                    attempt.caller().orElseThrow().subscriber().domain(), name);
        }
        return open.isEmpty() ? Verdict.refuse(503, Messages.NO_PEER)
                : new Verdict.Proceed(attempt.to(new Callee.Peers(attempt.called().decodedUser().orElse(""), open)));
    }

    /** What stays here costs nothing. */
    private CompletionStage<Verdict> credit(Attempt attempt) {
        return attempt.callee().orElseThrow() instanceof Callee.Peers ? credit.action().on(attempt)
                : CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
    }

    private static Verdict dispatched(Attempt attempt) {
        boolean goes = attempt.localCallee().isPresent() || attempt.callee().orElseThrow() instanceof Callee.Peers;
        return goes ? new Verdict.Dispatch(attempt) : Verdict.refuse(404, "Not Found");
    }
}
