package io.tandem.proxy.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.auth.ThirdPartyCallers;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.peer.PeerReply;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallTrace;
import io.tandem.proxy.plan.Counted;
import io.tandem.proxy.plan.RecentCalls;
import io.tandem.proxy.plan.Step;
import io.tandem.proxy.plan.Verdict;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionUser;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request that reaches the proxy: inside a dialog, leg B from the B2BUA, or by the request plan. Event loop only. */
public final class RequestRouter implements TransactionUser {
    private static final Logger LOG = LoggerFactory.getLogger(RequestRouter.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(1);

    /** Where requests go. */
    public interface Legs {
        void inDialog(ServerTransaction transaction);

        void legB(ServerTransaction invite);

        /** An INVITE that the plan has let through. */
        void legA(ServerTransaction invite, Attempt attempt);

        /** A SUBSCRIBE, PUBLISH or MESSAGE that the plan has let through. */
        void other(ServerTransaction request, Attempt attempt);

        /** A REGISTER that was answered by this 200. */
        void registered(Attempt attempt, SipMessage response);

        /** An INVITE whose callee forwards it. */
        void forward(ServerTransaction invite, Verdict.Forward forward);

        void ack(SipMessage ack);

        /** @return false if nobody has taken the INVITE yet */
        boolean cancel(ServerTransaction invite, SipMessage cancel);

        /** The caller has given up while its call was looked into.
         * @param attempt what was known of it by then; its caller is known */
        void cancelled(Attempt attempt, SipMessage response);

        /** A call that counts already, or has set money aside, is not made after all. */
        void dropped(Attempt attempt);

        /** Lets the caller hear why, and leaves the record of a refused call.
         * @param why what we say of it, whatever the response tells the caller
         * @return the response for the caller; the stage completes on the event loop */
        CompletionStage<SipMessage> refused(ServerTransaction invite, Attempt attempt, Verdict.Answer why, SipMessage response);
    }

    /** Early refusal. */
    public interface Admission {
        boolean isOverloaded();

        long retryAfterSeconds();
    }

    private final Elements elements;
    private final RequestPlan plan;
    private final Legs legs;
    private final Admission admission;
    private final LoopAnswers answers;
    private final Replies replies;
    private final InstantSource clock;
    private final RecentCalls recent;
    private Instant lastWarning = Instant.EPOCH;
    private long unavailableCount;

    public RequestRouter(Elements elements, RequestPlan plan, Legs legs, Admission admission, LoopAnswers answers, Replies replies,
                         InstantSource clock, RecentCalls recent) {
        this.elements = elements;
        this.plan = plan;
        this.legs = legs;
        this.admission = admission;
        this.answers = answers;
        this.replies = replies;
        this.clock = clock;
        this.recent = recent;
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        try {
            route(transaction);
        } catch (MalformedMessageException malformed) {
            transaction.respond(replies.of(transaction.request(), 400, "Bad Request"));
        }
    }

    private void route(ServerTransaction transaction) {
        SipMessage request = transaction.request();
        boolean invite = request.method().equals(Methods.INVITE);
        if (LooseRoute.hopsLeft(request) < 1 && !request.method().equals(Methods.OPTIONS)) {
            transaction.respond(replies.of(request, 483));
        } else if (request.has(HeaderNames.PROXY_REQUIRE)) { // §16.3 step 5: no extension asks anything of this proxy
            transaction.respond(replies.of(request, 420, "Bad Extension")
                    .set(HeaderNames.UNSUPPORTED, String.join(", ", request.headers(HeaderNames.PROXY_REQUIRE))));
        } else if (request.toTag().isPresent()) {
            trying(transaction, invite);
            legs.inDialog(transaction);
        } else if (admission.isOverloaded()) {
            transaction.respond(replies.of(request, 503).set(HeaderNames.RETRY_AFTER, Long.toString(admission.retryAfterSeconds())));
        } else if (invite && elements.isB2bua(transaction.source().remote()) && !ThirdPartyCallers.isMeant(request)) {
            trying(transaction, true);
            legs.legB(transaction);
        } else {
            trying(transaction, invite);
            Attempt attempt = Attempt.of(request, transaction.source().remote(), clock.instant());
            new Run(transaction, plan.stepsOf(request.method()), invite && recent.isKept()).from(0, attempt);
        }
    }

    private void trying(ServerTransaction transaction, boolean invite) {
        if (invite) {
            transaction.respond(replies.of(transaction.request(), 100));
        }
    }

    /** One request on its way through its steps. */
    private final class Run {
        private final ServerTransaction transaction;
        private final List<Step> steps;
        private final Optional<CallTrace.Growing> trace;
        private Optional<Attempt> last = Optional.empty();

        Run(ServerTransaction transaction, List<Step> steps, boolean traced) {
            this.transaction = transaction;
            this.steps = steps;
            this.trace = traced ? Optional.of(new CallTrace.Growing()) : Optional.empty();
        }

        /** Goes on with a step, and the next ones as long as each answers at once: most do, and a call has forty. */
        void from(int first, Attempt attempt) {
            guarded(() -> {
                Optional<Attempt> asked = Optional.of(attempt);
                for (int index = first; asked.isPresent(); index++) {
                    asked = ask(index, asked.get());
                }
            });
        }

        /** @return what the next step is asked about; empty if it will be asked later, or not at all */
        private Optional<Attempt> ask(int index, Attempt attempt) {
            CompletableFuture<Verdict> answer = steps.get(index).action().on(attempt).toCompletableFuture();
            if (answer.state() == Future.State.SUCCESS) {
                return follow(answer.resultNow(), index, attempt);
            }
            answers.when(answer, verdict -> guarded(() -> follow(verdict, index, attempt).ifPresent(next -> from(index + 1, next))),
                    this::unavailable);
            return Optional.empty();
        }

        private Optional<Attempt> follow(Verdict verdict, int done, Attempt attempt) {
            trace.ifPresent(growing -> growing.add(steps.get(done), attempt, verdict));
            if (verdict instanceof Verdict.Proceed proceed) {
                last = Optional.of(proceed.attempt());
            }
            if (transaction.isCompleted()) {
                cancelled();
                return Optional.empty();
            }
            switch (verdict) {
                case Verdict.Proceed proceed -> {
                    return Optional.of(proceed.attempt());
                }
                case Verdict.Tell tell -> {
                    transaction.respond(replies.of(transaction.request(), tell.status(), tell.reason()));
                    return Optional.of(tell.attempt());
                }
                case Verdict.Answer answer -> {
                    keepTrace(attempt);
                    answer(attempt, answer);
                }
                case Verdict.Forward forward -> {
                    keepTrace(attempt);
                    legs.forward(transaction, forward);
                }
                case Verdict.Dispatch dispatch -> {
                    keepTrace(attempt);
                    if (transaction.request().method().equals(Methods.INVITE)) {
                        legs.legA(transaction, dispatch.attempt());
                    } else {
                        legs.other(transaction, dispatch.attempt());
                    }
                }
            }
            return Optional.empty();
        }

        /** Strangers leave none: they could push out those of real calls. */
        private void keepTrace(Attempt attempt) {
            if (attempt.caller().isPresent()) {
                trace.ifPresent(growing -> recent.add(growing.done()));
            }
        }

        private void answer(Attempt attempt, Verdict.Answer answer) {
            PeerReply wanted = PeerReply.to(attempt.caller().flatMap(Caller::peer), answer.status(), answer.reason(),
                    attempt.counted().filter(Counted::findsPeersFull).isPresent());
            PeerReply told = attempt.caller().isPresent() ? replies.words().told(attempt, wanted, answer.status(), answer.reason()) : wanted;
            SipMessage response = replies.of(transaction.request(), told.status(), told.reason());
            answer.headers().forEach(header -> response.add(header.name(), header.value()));
            if (answer.recorded()) {
                attempt.caller().ifPresent(caller -> AuthenticationReport.add(caller, attempt.request(), response));
            }
            if (answer.recorded() && transaction.request().method().equals(Methods.INVITE)) {
                answers.when(legs.refused(transaction, attempt, answer, response), this::respond, this::unavailable);
            } else {
                drop();
                respond(response);
                if (response.status() == 200 && transaction.request().method().equals(Methods.REGISTER)) {
                    legs.registered(attempt, response);
                }
            }
        }

        private void respond(SipMessage response) {
            if (!transaction.isCompleted()) {
                transaction.respond(response);
            }
        }

        /** Database or Redis away, or too busy: the caller may try again. What cannot be read gets no better by that. */
        private void unavailable(Throwable failure) {
            if (transaction.isCompleted()) {
                cancelled();
                return;
            }
            drop();
            if (failure instanceof MalformedMessageException) {
                respond(replies.of(transaction.request(), 400, "Bad Request"));
                return;
            }
            warn(transaction.request(), failure);
            respond(replies.of(transaction.request(), 503).set(HeaderNames.RETRY_AFTER, Long.toString(admission.retryAfterSeconds())));
        }

        /** Who was not known yet leaves no record. */
        private void cancelled() {
            drop();
            last.filter(attempt -> attempt.caller().isPresent() && transaction.request().method().equals(Methods.INVITE))
                    .ifPresent(attempt -> legs.cancelled(attempt, replies.of(attempt.received(), 487)));
        }

        private void drop() {
            last.filter(attempt -> attempt.counted().isPresent() || !attempt.credit().reservations().isEmpty()).ifPresent(legs::dropped);
        }

        /** An answer of a future runs outside the transaction layer's care: no request may stay unanswered for an error of ours. */
        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (MalformedMessageException malformed) {
                drop();
                respond(replies.of(transaction.request(), 400, "Bad Request"));
            } catch (RuntimeException failure) {
                drop();
                LOG.error("{} {} failed", transaction.request().method(), transaction.request().callId(), failure);
                respond(replies.of(transaction.request(), 500));
            }
        }
    }

    /** At most a line a second: an outage must not be made worse by its log. */
    private void warn(SipMessage request, Throwable failure) {
        Instant now = clock.instant();
        unavailableCount++;
        if (Duration.between(lastWarning, now).compareTo(BETWEEN_WARNINGS) >= 0) {
            LOG.warn("{} {} answered 503, {} requests since start: {}", request.method(), request.callId(), unavailableCount, failure.toString());
            lastWarning = now;
        }
    }

    @Override
    public void onAck(SipMessage ack, Flow source) {
        legs.ack(ack);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipMessage cancel) {
        if (!legs.cancel(invite, cancel) && !invite.isCompleted()) {
            invite.respond(replies.of(invite.request(), 487));
        }
    }

    @Override
    public void onStrayResponse(SipMessage response, Flow source) {
        LOG.debug("response {} {} of call {} belongs to no transaction", response.status(), response.method(), response.callId());
    }
}
