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
import java.util.function.Function;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.tables.CallTables;
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
 * @param tables      peers that calls come from
 * @param loop        the plan's */
public record DryRun(CallPlan plan, Subscribers subscribers, CallTables tables, Scheduler loop) {
    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("explain", 0);

    /** A call that might be made.
     * @param from    {@code user@domain}, or one of the subscriber's numbers
     * @param to      what is dialled: {@code user@domain}, a URI, or a number or name in the caller's domain
     * @param at      when
     * @param headers of its INVITE, beside those that any call has, or instead of From
     * @param peer    name or id of the server that it comes from; empty for a subscriber's call */
    public record Question(String from, String to, Instant at, List<SipMessage.Header> headers, Optional<String> peer) {
        public Question {
            headers = List.copyOf(headers);
        }

        /** A subscriber's call. */
        public Question(String from, String to, Instant at, List<SipMessage.Header> headers) {
            this(from, to, at, headers, Optional.empty());
        }
    }

    /** The trace that such a call would leave; empty if there is no such caller. Fails with {@link MalformedMessageException} if the question
     * makes no request. */
    public CompletionStage<Optional<CallTrace>> of(Question question) {
        CompletableFuture<Optional<CallTrace>> result = new CompletableFuture<>();
        LoopAnswers answers = new LoopAnswers(loop);
        loop.execute(() -> answers.when(caller(question), found -> found.ifPresentOrElse(
                caller -> start(question, caller, new Run(answers, result)), () -> result.complete(Optional.empty())),
                result::completeExceptionally));
        return result;
    }

    /** Whoever calls, as its address and the caller that its INVITE makes of it. */
    private record Sender(String user, String domain, Function<SipMessage, Caller> caller) {}

    private CompletionStage<Optional<Sender>> caller(Question question) {
        return question.peer().map(server -> tables.peering().thenApply(peering -> server(peering, server).map(host -> sender(question.from(), host))))
                .orElseGet(() -> caller(question.from()).thenApply(found -> found.map(subscriber -> new Sender(subscriber.username(), subscriber.domain(),
                        request -> Caller.authenticated(subscriber, subscriber.username(), subscriber.domain(), request)))));
    }

    private static Optional<PeerHost> server(Peering peering, String wanted) {
        return peering.groups().stream().flatMap(group -> group.hosts().stream())
                .filter(host -> host.name().equals(wanted) || Integer.toString(host.id()).equals(wanted)).findFirst();
    }

    private static Sender sender(String from, PeerHost host) {
        String plain = plain(from);
        int at = plain.lastIndexOf('@');
        return new Sender(at < 0 ? plain : plain.substring(0, at), at < 0 ? host.address() : plain.substring(at + 1), request -> Caller.of(host, request));
    }

    private static void start(Question question, Sender sender, Run run) {
        Attempt attempt;
        try {
            attempt = attempt(question, sender);
        } catch (MalformedMessageException bad) {
            run.result.completeExceptionally(bad);
            return;
        }
        run.start(attempt);
    }

    private CompletionStage<Optional<Subscriber>> caller(String from) {
        String plain = plain(from);
        int at = plain.lastIndexOf('@');
        if (at < 0) {
            return subscribers.byNumber(plain.startsWith("+") ? plain.substring(1) : plain);
        }
        String user = plain.substring(0, at);
        String domain = plain.substring(at + 1);
        return subscribers.byUsername(user, domain).thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(found)
                : subscribers.byAlias(user, domain));
    }

    private static String plain(String address) {
        return address.startsWith("sip:") ? address.substring("sip:".length()) : address;
    }

    /** A peer calls a number wherever it is, a subscriber one of its own domain. */
    private static String dialled(Question question, Sender sender) {
        String to = question.to();
        boolean uri = to.startsWith("sip:") || to.startsWith("sips:") || to.startsWith("tel:");
        return uri ? to : to.contains("@") ? "sip:" + to : question.peer().isPresent() ? "tel:" + to : "sip:" + to + "@" + sender.domain();
    }

    private static Attempt attempt(Question question, Sender sender) {
        String dialled = dialled(question, sender);
        SipMessage request = SipMessage.request(Methods.INVITE, dialled)
                .header(HeaderNames.FROM, "<sip:" + sender.user() + "@" + sender.domain() + ">;tag=explain")
                .header(HeaderNames.TO, "<" + dialled + ">").header(HeaderNames.CALL_ID, "explain").header(HeaderNames.CSEQ, "1 INVITE").build();
        question.headers().forEach(header -> request.remove(header.name()));
        question.headers().forEach(header -> request.add(header.name(), header.value()));
        return Attempt.of(request, NOWHERE, question.at()).by(sender.caller().apply(request));
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
            }, (_, failure) -> result.completeExceptionally(failure));
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
