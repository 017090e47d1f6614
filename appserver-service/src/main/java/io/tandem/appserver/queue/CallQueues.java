package io.tandem.appserver.queue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.tandem.appserver.session.Application;
import io.tandem.data.queue.QueuedCall;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps calls waiting that the proxy sends to {@code sip:callqueues@app.local}, unanswered, and ends each with 301 when it is its turn: the proxy makes it
 * then. One that finds the queue full hears so and gets 486. */
final class CallQueues implements Application {
    private static final Logger LOG = LoggerFactory.getLogger(CallQueues.class);
    private static final String NAME = "callqueues";
    private static final Refuse NOT_ASKED_RIGHT = new Refuse(400, "Bad Request");
    private static final Refuse BUSY = new Refuse(486, "Busy Here");
    /** A phone that has refused a call is asked again, but not at once, whatever its wrap-up time. */
    private static final int SHORTEST_REST_SECONDS = 5;

    private final Line line;
    private final Function<String, CompletableFuture<Sounds>> sounds;
    private final QueueProperties settings;

    /** What the proxy asks for.
     * @param refused whoever is waited for has refused the call, or it has waited before */
    private record Asked(QueuedCall call, int most, boolean refused) {}

    /** @param sounds for the calls of a subscriber, by its UUID */
    CallQueues(Line line, Function<String, CompletableFuture<Sounds>> sounds, QueueProperties settings) {
        this.line = line;
        this.sounds = sounds;
        this.settings = settings;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return Application.isFor(invite, NAME, settings.domain());
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        return asked(invite).map(asked -> sounds.apply(asked.call().owner()).thenCompose(heard -> join(asked, heard)))
                .orElseGet(() -> CompletableFuture.completedFuture(NOT_ASKED_RIGHT));
    }

    private CompletableFuture<Decision> join(Asked asked, Sounds heard) {
        return line.join(asked.call(), asked.most(), asked.refused()).toCompletableFuture().<Decision>thenApply(place -> place == 0
                        ? new Announce(heard.full(), BUSY)
                        : new Hold(caller -> new WaitingDialogue(caller, asked.call(), line, heard, settings, place, asked.refused())))
                .exceptionally(failure -> {
                    LOG.warn("call {} does not wait: {}", asked.call().callId(), failure.toString());
                    return BUSY;
                });
    }

    private static Optional<Asked> asked(SipMessage invite) {
        try {
            Parameters all = invite.header("P-App-Param").map(Parameters::parse).orElse(Parameters.NONE);
            boolean refused = all.get("first").isPresent();
            Optional<Integer> most = number(all, "max_queue_length");
            Optional<Integer> wrapUp = number(all, "callee_wrap_up_time").map(seconds -> refused ? Math.max(SHORTEST_REST_SECONDS, seconds) : seconds);
            Optional<List<String>> takers = all.get("takers").map(text -> List.of(text.split("\\+")));
            return all.get(NAME).filter(owner -> !owner.isBlank() && most.isPresent() && wrapUp.isPresent() && takers.isPresent())
                    .map(owner -> new Asked(new QueuedCall(owner, invite.callId(), wrapUp.orElseThrow(), takers.orElseThrow()), most.orElseThrow(), refused));
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(Parameters all, String name) {
        return all.get(name).filter(text -> text.matches("\\d{1,6}")).map(Integer::valueOf);
    }
}
