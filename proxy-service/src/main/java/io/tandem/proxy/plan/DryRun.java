package io.tandem.proxy.plan;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.number.Subscribers;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Runs the plan for a call that nobody makes: nothing is sent, counted or recorded. Any thread.
 * @param plan        of real calls
 * @param subscribers finds the caller
 * @param loop        the plan's */
public record DryRun(CallPlan plan, Subscribers subscribers, Scheduler loop) {
    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("explain", 0);

    /** A call that might be made.
     * @param from    {@code user@domain}, or one of the subscriber's numbers
     * @param to      what is dialled: {@code user@domain}, a URI, or a number or name in the caller's domain
     * @param at      when
     * @param headers of its INVITE, beside those that any call has, or instead of From */
    public record Question(String from, String to, Instant at, List<SipMessage.Header> headers) {
        public Question {
            headers = List.copyOf(headers);
        }
    }

    /** The trace that such a call would leave; empty if there is no such caller. Fails with {@link MalformedMessageException} if the question
     * makes no request. */
    public CompletionStage<Optional<CallTrace>> of(Question question) {
        CompletableFuture<Optional<CallTrace>> result = new CompletableFuture<>();
        LoopAnswers answers = new LoopAnswers(loop);
        loop.execute(() -> answers.when(caller(question.from()), found -> found.ifPresentOrElse(
                subscriber -> start(question, subscriber, new Run(answers, result)), () -> result.complete(Optional.empty())),
                result::completeExceptionally));
        return result;
    }

    private static void start(Question question, Subscriber subscriber, Run run) {
        Attempt attempt;
        try {
            attempt = attempt(question, subscriber);
        } catch (MalformedMessageException bad) {
            run.result.completeExceptionally(bad);
            return;
        }
        run.start(attempt);
    }

    private CompletionStage<Optional<Subscriber>> caller(String from) {
        String plain = from.startsWith("sip:") ? from.substring("sip:".length()) : from;
        int at = plain.lastIndexOf('@');
        if (at < 0) {
            return subscribers.byNumber(plain.startsWith("+") ? plain.substring(1) : plain);
        }
        String user = plain.substring(0, at);
        String domain = plain.substring(at + 1);
        return subscribers.byUsername(user, domain).thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(found)
                : subscribers.byAlias(user, domain));
    }

    private static Attempt attempt(Question question, Subscriber subscriber) {
        String to = question.to();
        boolean uri = to.startsWith("sip:") || to.startsWith("sips:") || to.startsWith("tel:");
        String dialled = uri ? to : to.contains("@") ? "sip:" + to : "sip:" + to + "@" + subscriber.domain();
        SipMessage request = SipMessage.request(Methods.INVITE, dialled)
                .header(HeaderNames.FROM, "<sip:" + subscriber.addressOfRecord() + ">;tag=explain")
                .header(HeaderNames.TO, "<" + dialled + ">").header(HeaderNames.CALL_ID, "explain").header(HeaderNames.CSEQ, "1 INVITE").build();
        question.headers().forEach(header -> request.remove(header.name()));
        question.headers().forEach(header -> request.add(header.name(), header.value()));
        Caller caller = Caller.authenticated(subscriber, subscriber.username(), subscriber.domain(), request);
        return Attempt.of(request, NOWHERE, question.at()).by(caller);
    }

    /** One run: a call, and then the legs that it is forwarded by, until one would be made. Event loop. */
    private final class Run {
        private final LoopAnswers answers;
        private final CompletableFuture<Optional<CallTrace>> result;
        private final CallTrace.Growing trace = new CallTrace.Growing();
        private final Deque<Attempt> left = new ArrayDeque<>();
        private int legs;

        Run(LoopAnswers answers, CompletableFuture<Optional<CallTrace>> result) {
            this.answers = answers;
            this.result = result;
        }

        void start(Attempt attempt) {
            next(plan.steps(), attempt);
        }

        private void next(List<Step> steps, Attempt attempt) {
            new StepRun(steps, answers).from(attempt, trace, (_, verdict) -> {
                if (verdict instanceof Verdict.Forward forward && !forward.mapping().redirects()) {
                    forward(forward);
                } else if (verdict instanceof Verdict.Answer && !left.isEmpty()) {
                    next(plan.forwardSteps(), left.remove());
                } else {
                    result.complete(Optional.of(trace.done()));
                }
            }, result::completeExceptionally);
        }

        /** @throws MalformedMessageException if a destination is no URI */
        private void forward(Verdict.Forward forward) {
            List<Attempt> next = new ArrayList<>();
            for (ForwardMapping.Destination destination : forward.mapping().destinations()) {
                next.add(Attempt.of(new Forwarded(forward.attempt(), forward.mapping().type(), forward.cause(), ++legs), SipUri.parse(destination.uri()),
                        forward.attempt().arrival()));
            }
            next.reversed().forEach(left::addFirst);
            next(plan.forwardSteps(), left.remove());
        }
    }
}
