package io.tandem.proxy.leg;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.proxy.accounting.Accounting;
import io.tandem.proxy.accounting.CallRecords;
import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.header.HeaderRewriting;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.peer.Failover;
import io.tandem.proxy.peer.PeerReply;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** First pass of a call: the caller's INVITE gets the media relay and goes to the B2BUA or the app server; its final response leaves an
 * accounting record. Event loop only. */
public final class LegA {
    private static final Logger LOG = LoggerFactory.getLogger(LegA.class);

    private final ForwardedRequest.Forwarding forwarding;
    private final Elements elements;
    private final OutgoingInvite outgoing;
    private final LegMedia media;
    private final Accounting accounting;
    private final CallTable calls;
    private final ActiveInvites active;
    private final InstantSource clock;
    private final Failover failover;

    /** Everything that calls share. */
    public record Parts(Elements elements, CallProperties calls, LegMedia media, Accounting accounting, CallTable table, ActiveInvites active,
                        InstantSource clock, Failover failover) {}

    public LegA(ForwardedRequest.Forwarding forwarding, Parts parts) {
        this.forwarding = forwarding;
        this.elements = parts.elements();
        this.outgoing = new OutgoingInvite(parts.elements().selfUri(), parts.calls());
        this.media = parts.media();
        this.accounting = parts.accounting();
        this.calls = parts.table();
        this.active = parts.active();
        this.clock = parts.clock();
        this.failover = parts.failover();
    }

    /** Takes an INVITE that the plan has let through. */
    public void start(ServerTransaction transaction, Attempt attempt) {
        switch (attempt.callee().orElseThrow()) {
            case Callee.Peers peers -> {
                List<Supplier<Attempt>> each = peers.routes().stream().<Supplier<Attempt>>map(route -> () -> OutgoingInvite.forPeer(attempt, peers, route))
                        .toList();
                new Call(transaction, attempt, each).start();
            }
            case Callee.Local _, Callee.Application _, Callee.Peer _ -> new Call(transaction, attempt, List.of(() -> attempt)).start();
            case Callee.Unknown _ -> throw new IllegalArgumentException("nobody to call");
        }
    }

    /** Leaves the record of a call that was refused here. */
    public CompletionStage<SipMessage> refused(Attempt attempt, SipMessage response) {
        return kept(attempt, response);
    }

    private CompletionStage<SipMessage> kept(Attempt attempt, SipMessage response) {
        return accounting.keep(CallRecords.invite(attempt, response, clock.instant())).handle((_, failure) -> {
            if (failure != null) {
                LOG.error("call {} goes on without accounting record: {}", response.callId(), failure.toString());
            }
            return response;
        });
    }

    /** One call until its final response. */
    private final class Call {
        private final ServerTransaction transaction;
        private final Deque<Supplier<Attempt>> others;
        private final boolean offered;
        private final boolean leaves;
        private Attempt attempt;
        private Optional<ForwardedRequest> forwarded = Optional.empty();
        private boolean recorded;
        private boolean cancelled;
        private boolean rang;

        /** @param others to be tried one after the other, each made when its turn comes */
        Call(ServerTransaction transaction, Attempt attempt, List<Supplier<Attempt>> others) {
            this.transaction = transaction;
            this.attempt = attempt;
            this.others = new ArrayDeque<>(others);
            this.leaves = attempt.callee().filter(Callee.Peers.class::isInstance).isPresent();
            this.offered = OfferAnswer.carriesSdp(attempt.request());
        }

        void start() {
            active.add(transaction, this::cancel);
            calls.begin(attempt.request());
            send();
        }

        /** A host name or display name that fits no header, or a rule that takes for ever, must not leave the caller without an answer, nor keep it from
         * the next peer. */
        private void send() {
            SipMessage invite;
            try {
                attempt = others.remove().get();
                invite = invite();
            } catch (MalformedMessageException | IllegalArgumentException | PatternTooCostlyException spoiled) {
                LOG.error("call {} cannot be written, correct the settings of its callee: {}", attempt.request().callId(), spoiled.getMessage());
                if (leaves) {
                    nextPeer();
                } else {
                    end(500, "Server Internal Error");
                }
                return;
            }
            Optional<HeaderRewriting.Rejection> refusal = attempt.callee().filter(Callee.Application.class::isInstance).isPresent() ? Optional.empty()
                    : CallHeaders.outbound(invite, attempt);
            if (refusal.isPresent()) {
                end(refusal.get().status(), refusal.get().reason());
                return;
            }
            forwarding.answers().when(media.request(invite), this::forward, failure -> {
                LOG.warn("call {} refused: {}", invite.callId(), failure.getMessage());
                end(503, "Media Relay Unavailable");
            });
        }

        private SipMessage invite() {
            return switch (attempt.callee().orElseThrow()) {
                case Callee.Local local -> outgoing.toB2bua(attempt, local);
                case Callee.Peer peer -> outgoing.toPeer(attempt, peer);
                case Callee.Application _ -> outgoing.toAppServer(attempt);
                case Callee.Unknown _, Callee.Peers _ -> throw new IllegalArgumentException("nobody to call");
            };
        }

        private void forward(SipMessage invite) {
            if (transaction.isCompleted()) {
                media.end(invite.callId()); // cancelled while the relay was asked
                return;
            }
            ForwardedRequest request = new ForwardedRequest(forwarding, transaction,
                    List.of(new Target(invite, elements.flowTo(next()))), this::filter, () -> active.remove(transaction),
                    this::goesElsewhere);
            forwarded = Optional.of(request);
            request.start();
        }

        private InetSocketAddress next() {
            return attempt.callee().filter(Callee.Application.class::isInstance).isPresent() ? elements.appServer() : elements.b2bua();
        }

        /** The next peer is asked when one fails; what the last one said becomes a 503 (§2.16). */
        private boolean goesElsewhere(SipMessage refusal) {
            boolean unanswered = rang && refusal.status() == 408; // the callee was reached and did not answer
            if (cancelled || unanswered || transaction.isCompleted() || !(attempt.callee().orElseThrow() instanceof Callee.Peer peer)
                    || !failover.isWanted(peer.route(), refusal.status(), refusal.reason())) {
                return false;
            }
            LOG.info("call {}: peer {} answers {} {}, {} more to be tried", refusal.callId(), peer.route(), refusal.status(), refusal.reason(), others.size());
            forwarded = Optional.empty();
            nextPeer();
            return true;
        }

        private void nextPeer() {
            if (others.isEmpty()) {
                end(503, "PSTN Termination Currently Unavailable");
            } else {
                rang = false;
                send();
            }
        }

        private void cancel(Optional<String> reason) {
            cancelled = true;
            forwarded.ifPresentOrElse(request -> request.cancel(reason), () -> end(487, "Request terminated"));
        }

        /** Ends the call before it left. */
        private void end(int status, String reason) {
            if (!transaction.isCompleted()) {
                SipMessage response = told(forwarding.replies().of(transaction.request(), status, reason));
                active.remove(transaction);
                authorized(response);
                transaction.respond(response);
                filter(response);
            }
        }

        private CompletionStage<SipMessage> filter(SipMessage response) {
            if (!transaction.isCompleted()) {
                CallHeaders.reply(response, attempt);
            }
            if (response.status() < 200) {
                rang = true;
                return media.response(response, offered);
            }
            if (response.status() < 300) {
                return answered(response);
            }
            calls.end(response.callId());
            media.end(response.callId());
            return record(authorized(told(response.status() != 408 ? response : notReached())));
        }

        /** As the caller wants to hear it. What it has heard already stays. */
        private SipMessage told(SipMessage refusal) {
            PeerReply wanted = PeerReply.to(attempt.caller().flatMap(Caller::peer), refusal.status(), refusal.reason());
            boolean same = transaction.isCompleted() || wanted.status() == refusal.status() && wanted.reason().equals(refusal.reason());
            return same ? refusal : forwarding.replies().of(transaction.request(), wanted.status(), wanted.reason());
        }

        /** Whoever has given up hears that, not that nobody was there (RFC 3261 §9.2). */
        private SipMessage notReached() {
            return cancelled ? forwarding.replies().of(transaction.request(), 487)
                    : forwarding.replies().of(transaction.request(), 480, "Temporarily Unavailable");
        }

        private CompletionStage<SipMessage> answered(SipMessage success) {
            calls.answered(success);
            SipMessage asItCame = success.copy();
            CompletableFuture<SipMessage> result = new CompletableFuture<>();
            forwarding.answers().when(media.response(success, offered),
                    response -> record(authorized(response)).thenAccept(result::complete),
                    failure -> {
                        hangUp(Hangup.after(asItCame));
                        result.completeExceptionally(failure);
                    });
            return result;
        }

        /** The answer could not be given to the relay: without media the call is of no use to anybody. */
        private void hangUp(Hangup hangup) {
            InetSocketAddress next = next();
            calls.end(attempt.request().callId());
            media.end(attempt.request().callId());
            forwarding.layer().sendAck(hangup.ack(), elements.flowTo(next));
            forwarding.layer().send(hangup.bye(), elements.flowTo(next), new IgnoredOutcome());
            record(forwarding.replies().of(transaction.request(), 500));
        }

        private SipMessage authorized(SipMessage response) {
            attempt.caller().filter(Caller::isAuthenticated).ifPresent(caller ->
                    AuthenticationReport.succeeded(attempt.request(), caller.userName() + "@" + caller.realm())
                            .forEach(header -> response.set(header.name(), header.value())));
            return response;
        }

        private CompletionStage<SipMessage> record(SipMessage response) {
            if (recorded) {
                return CompletableFuture.completedFuture(response);
            }
            recorded = true;
            return kept(attempt, response);
        }
    }
}
