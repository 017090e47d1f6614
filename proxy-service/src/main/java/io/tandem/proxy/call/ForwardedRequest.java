package io.tandem.proxy.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.tandem.net.Scheduler;
import io.tandem.proxy.fork.Fork;
import io.tandem.proxy.fork.ForkPlan;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionLayer;

/** A request on its way to one or several targets and its responses on their way back (RFC 3261 §16.6-16.10). {@link Fork} decides, this
 * class acts. Event loop only. */
public final class ForwardedRequest {
    private final Forwarding forwarding;
    private final ServerTransaction upstream;
    private final List<Target> targets;
    private final List<Branch> branches = new ArrayList<>();
    private final ResponseQueue queue;
    private final ResponseFilter filter;
    private final Runnable finished;
    private final Predicate<SipMessage> takenOver;
    private Optional<String> callersReason = Optional.empty();
    private Scheduler.Timeout noAnswer = () -> false;
    private Scheduler.Timeout stageOver = () -> false;
    private Optional<AcceptedInvite> accepted = Optional.empty();
    private Fork fork;

    /** What every forwarded request needs. */
    public record Forwarding(TransactionLayer layer, Scheduler scheduler, LoopAnswers answers, Replies replies, ForkProperties timers) {}

    /** @param finished runs once, when the final response is on its way to the sender */
    public ForwardedRequest(Forwarding forwarding, ServerTransaction upstream, List<Target> targets, ResponseFilter filter, Runnable finished) {
        this(forwarding, upstream, targets, ForkPlan.parallel(targets.size()), filter, finished, _ -> false);
    }

    /** To all targets at once.
     * @param takenOver as below */
    public ForwardedRequest(Forwarding forwarding, ServerTransaction upstream, List<Target> targets, ResponseFilter filter, Runnable finished,
                            Predicate<SipMessage> takenOver) {
        this(forwarding, upstream, targets, ForkPlan.parallel(targets.size()), filter, finished, takenOver);
    }

    /** @param plan      in which order the targets are asked
     * @param takenOver asked before the request ends with a failure response: true if the sender shall not get it, because somebody else takes care
     *                  of the request from now on */
    public ForwardedRequest(Forwarding forwarding, ServerTransaction upstream, List<Target> targets, ForkPlan plan, ResponseFilter filter, Runnable finished,
                            Predicate<SipMessage> takenOver) {
        this.forwarding = forwarding;
        this.upstream = upstream;
        this.targets = List.copyOf(targets);
        this.filter = filter;
        this.finished = finished;
        this.takenOver = takenOver;
        this.fork = Fork.of(plan);
        this.queue = new ResponseQueue(filter, forwarding.answers(), this::deliver, _ -> deliver(reply(500)));
    }

    /** Sends the request to the first targets. */
    public void start() {
        start(forwarding.timers().noAnswer());
    }

    /** @param patience after which an INVITE that nobody has answered is given up */
    public void start(Duration patience) {
        for (int i = 0; i < targets.size(); i++) {
            branches.add(new Branch(i, targets.get(i)));
        }
        if (isInvite()) {
            noAnswer = forwarding.scheduler().schedule(patience.toNanos(), () -> decide(new Fork.Expired()));
        }
        branches.stream().filter(branch -> fork.isSent(branch.index)).toList().forEach(Branch::send);
        awaitStage();
    }

    /** The sender cancelled: 487 comes from the targets.
     * @param reason of its CANCEL, passed on (RFC 3326) */
    public void cancel(Optional<String> reason) {
        callersReason = reason;
        decide(new Fork.CallerCancelled());
    }

    private void decide(Fork.Event event) {
        int stage = fork.stage();
        Fork.Step step = fork.on(event);
        fork = step.next();
        if (fork.stage() != stage) {
            awaitStage();
        }
        for (Fork.Action action : step.actions()) {
            switch (action) {
                case Fork.Send send -> branches.get(send.branch()).send();
                case Fork.Forward forward -> forward(branches.get(forward.branch()).last());
                case Fork.Finish finish -> finish(branches.get(finish.branch()).last());
                case Fork.FinishTimedOut _ -> finish(reply(408));
                case Fork.Cancel cancel -> branches.get(cancel.branch()).stop(cancel.why());
            }
        }
    }

    private void awaitStage() {
        stageOver.cancel();
        int begun = fork.stage();
        fork.plan().patience().ifPresent(patience -> stageOver = forwarding.scheduler().schedule(patience.toNanos(),
                () -> decide(new Fork.StageOver(begun))));
    }

    private Optional<String> reason(Fork.Why why) {
        return switch (why) {
            case COMPLETED_ELSEWHERE -> Optional.of("SIP;cause=200;text=\"Call completed elsewhere\"");
            case CALLER_CANCELLED -> callersReason;
            case REFUSED_ELSEWHERE -> Optional.of("SIP;cause=" + fork.stoppedBy() + ";text=\"Refused elsewhere\"");
            case EXPIRED -> Optional.of("SIP;cause=408;text=\"Request Timeout\"");
        };
    }

    private void forward(SipMessage response) {
        if (response.status() >= 200) {
            endTimers();
        }
        queue.add(response);
    }

    private void finish(SipMessage response) {
        endTimers();
        if (!takenOver.test(response)) {
            queue.add(response);
        }
    }

    private void endTimers() {
        noAnswer.cancel();
        stageOver.cancel();
    }

    private void deliver(SipMessage response) {
        boolean first = response.status() >= 200 && !upstream.isCompleted();
        if (response.status() / 100 == 2 && isInvite()) {
            AcceptedInvite rest = accepted.orElseGet(this::letGo);
            accepted = Optional.of(rest);
            rest.send(response);
        } else {
            upstream.respond(response);
        }
        if (first) {
            finished.run();
        }
    }

    /** From now on the transactions of the targets, which live on for 64*T1, do not hold this request with all that hangs on it. */
    private AcceptedInvite letGo() {
        boolean renumbered = branches.stream().anyMatch(branch -> branch.target.hasOwnCSeq());
        AcceptedInvite rest = new AcceptedInvite(upstream.responses(), filter.afterwards(), forwarding.answers(),
                renumbered ? upstream.request().header(HeaderNames.CSEQ) : Optional.empty());
        branches.forEach(branch -> branch.letGo(rest));
        return rest;
    }

    private SipMessage reply(int status) {
        return forwarding.replies().of(upstream.request(), status);
    }

    private boolean isInvite() {
        return upstream.request().method().equals(Methods.INVITE);
    }

    /** One target. */
    private final class Branch implements ClientTransactionListener {
        private final int index;
        private Optional<ClientTransaction> transaction = Optional.empty();
        private Scheduler.Timeout noResponse = () -> false;
        private Optional<SipMessage> last = Optional.empty();
        private Target target;
        private boolean cancelled;

        Branch(int index, Target target) {
            this.index = index;
            this.target = target;
        }

        SipMessage last() {
            return last.orElseGet(() -> reply(408));
        }

        void send() {
            if (isInvite()) {
                noResponse = forwarding.scheduler().schedule(forwarding.timers().noResponse().toNanos(), this::silent);
            }
            ClientTransaction sent = forwarding.layer().send(target.request(), target.flow(), this);
            transaction = Optional.of(sent);
        }

        /** Nothing at all came: dead, most likely. Its transaction may live on, and a 2xx that comes late still counts. */
        private void silent() {
            cancel(Optional.empty());
            failed(408);
        }

        void stop(Fork.Why why) {
            Optional<String> reason = reason(why);
            if (why == Fork.Why.COMPLETED_ELSEWHERE && target.parting().told(reason.orElseThrow())) {
                cancelled = true;
            } else {
                cancel(reason);
            }
        }

        void cancel(Optional<String> reason) {
            cancelled = true;
            transaction.ifPresent(sent -> sent.cancel(reason));
        }

        void letGo(AcceptedInvite rest) {
            noResponse.cancel();
            transaction.ifPresent(sent -> sent.letGo(rest));
        }

        private void failed(int status) {
            noResponse.cancel();
            last = Optional.of(reply(status));
            decide(new Fork.Response(index, status));
        }

        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            noResponse.cancel();
            if (response.status() == 100) {
                return; // hop by hop (§16.7 step 5)
            }
            if ((response.status() == 401 || response.status() == 407) && !cancelled && isSentAgain(tx.request(), response)) {
                return;
            }
            target.heard().accept(response);
            last = Optional.of(response.removeFirst(HeaderNames.VIA));
            if (target.hasOwnCSeq()) {
                response.set(HeaderNames.CSEQ, upstream.request().header(HeaderNames.CSEQ).orElseThrow());
            }
            decide(new Fork.Response(index, response.status()));
        }

        private boolean isSentAgain(SipMessage sent, SipMessage response) {
            Optional<Target> again = target.challenged().after(sent, response);
            again.ifPresent(next -> {
                target = next;
                send();
            });
            return again.isPresent();
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            failed(408);
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            failed(503);
        }
    }
}
