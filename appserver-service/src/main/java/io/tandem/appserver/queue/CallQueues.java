package io.tandem.appserver.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.tandem.appserver.session.Application;
import io.tandem.data.queue.Entry;
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
    private static final Refuse NOBODY_CAME = new Refuse(480, "Temporarily Unavailable");
    /** A phone that has refused a call is asked again, but not at once, whatever its wrap-up time. */
    private static final int SHORTEST_REST_SECONDS = 5;

    private final Line line;
    private final Function<String, CompletableFuture<Sounds>> sounds;
    private final QueueProperties settings;

    /** What the proxy asks for.
     * @param waited how long the call has been here and there before */
    private record Asked(QueuedCall call, int most, Entry entry, Duration waited) {}

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
        Duration left = settings.longest().minus(asked.waited());
        if (!left.isPositive()) return CompletableFuture.completedFuture(NOBODY_CAME);
        return line.join(asked.call(), asked.most(), asked.entry()).toCompletableFuture().<Decision>thenApply(place -> place == 0
                        ? new Announce(heard.full(), BUSY)
                        : new Hold(caller -> new WaitingDialogue(caller, asked.call(), line, heard, settings, left, place, asked.entry() != Entry.NEW),
                                Optional.empty(), () -> line.leave(asked.call())))
                .exceptionally(failure -> {
                    LOG.warn("call {} does not wait: {}", asked.call().callId(), failure.toString());
                    return BUSY;
                });
    }

    private static Optional<Asked> asked(SipMessage invite) {
        try {
            Parameters all = invite.header("P-App-Param").map(Parameters::parse).orElse(Parameters.NONE);
            Entry entry = all.get("first").map(first -> first.equals("1") ? Entry.FIRST : Entry.LAST).orElse(Entry.NEW);
            Optional<Integer> waited = all.get("waited").isPresent() ? number(all, "waited") : Optional.of(0);
            Optional<Integer> most = number(all, "max_queue_length");
            Optional<Integer> wrapUp = number(all, "callee_wrap_up_time")
                    .map(seconds -> entry == Entry.NEW ? seconds : Math.max(SHORTEST_REST_SECONDS, seconds));
            Optional<List<String>> takers = all.get("takers").map(text -> List.of(text.split("\\+")));
            return all.get(NAME).filter(owner -> !owner.isBlank() && most.isPresent() && wrapUp.isPresent() && takers.isPresent() && waited.isPresent())
                    .map(owner -> new Asked(new QueuedCall(owner, invite.callId(), wrapUp.orElseThrow(), takers.orElseThrow()), most.orElseThrow(), entry,
                            Duration.ofSeconds(waited.orElseThrow())));
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(Parameters all, String name) {
        return all.get(name).filter(text -> text.matches("\\d{1,6}")).map(Integer::valueOf);
    }
}
