package io.tandem.proxy.leg;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.proxy.accounting.LegRecords;
import io.tandem.proxy.call.Announcements;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.ResponseFilter;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.header.CallHeaders;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Ledger;
import io.tandem.proxy.ledger.Taking;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.peer.Failover;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Counted;
import io.tandem.proxy.plan.ForwardDecisions;
import io.tandem.proxy.plan.RecentCalls;
import io.tandem.proxy.plan.StepRun;
import io.tandem.proxy.plan.Verdict;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.route.LegMark;
import io.tandem.proxy.stir.CallSigner;
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
    private final OutgoingInvite outgoing;
    private final LegMedia media;
    private final LegRecords records;
    private final CallTable calls;
    private final Ledger ledger;
    private final ActiveInvites active;
    private final Parts parts;
    private final ForwardedLegs.Shared forwards;

    /** Everything that calls share. */
    public record Parts(Elements elements, CallProperties calls, LegMedia media, LegRecords records, CallTable table, Ledger ledger, ActiveInvites active,
                        Failover failover, CallSigner signer, Announcements announcements, LegMark marks) {}

    /** @param plan of a leg that is forwarded */
    public LegA(ForwardedRequest.Forwarding forwarding, Parts parts, ForwardDecisions forwards, StepRun plan, RecentCalls recent) {
        this.forwarding = forwarding;
        this.outgoing = new OutgoingInvite(parts.elements().selfUri(), parts.calls(), parts.marks());
        this.media = parts.media();
        this.records = parts.records();
        this.calls = parts.table();
        this.ledger = parts.ledger();
        this.active = parts.active();
        this.parts = parts;
        this.forwards = new ForwardedLegs.Shared(forwards, plan, recent, forwarding.replies(), records.clock());
    }

    /** Takes an INVITE that the plan has let through. */
    public void start(ServerTransaction transaction, Attempt attempt) {
        new Call(transaction, attempt).begin().dial(attempt);
    }

    /** Takes an INVITE whose callee forwards it. */
    public void forward(ServerTransaction transaction, Verdict.Forward forward) {
        new Call(transaction, forward.attempt()).begin().legs.forward(forward);
    }

    /** Leaves the record of a call that was refused here. */
    public CompletionStage<SipMessage> refused(Attempt attempt, SipMessage response) {
        return records.keep(attempt, response, Optional.empty());
    }

    /** One call until its final response. */
    private final class Call implements ForwardedLegs.Call {
        private final ServerTransaction transaction;
        private final FinalWords words;
        private final boolean offered;
        private final Deque<PeerRoute> others = new ArrayDeque<>(); // peers to be tried one after the other if this one fails
        private final ForwardedLegs legs = new ForwardedLegs(forwards, this);
        private Attempt planned;
        private Attempt attempt;
        private Optional<PeerRoute> asked = Optional.empty();
        private Optional<ForwardedRequest> forwarded = Optional.empty();
        private Optional<FinalWords.Success> answered = Optional.empty();
        private boolean recorded;
        private boolean cancelled;
        private boolean rang;

        Call(ServerTransaction transaction, Attempt attempt) {
            this.transaction = transaction;
            this.words = new FinalWords(forwarding.replies(), transaction);
            this.planned = attempt;
            this.attempt = attempt;
            this.offered = OfferAnswer.carriesSdp(attempt.request());
        }

        Call begin() {
            active.add(transaction, this::cancel);
            calls.begin(attempt.request());
            return this;
        }

        @Override
        public void dial(Attempt leg) {
            plans(leg);
            asked = Optional.empty();
            others.clear();
            if (leg.callee().orElseThrow() instanceof Callee.Peers peers) {
                others.addAll(peers.routes()); // the first is counted already
            }
            send();
        }

        private boolean leaves() {
            return planned.callee().filter(Callee.Peers.class::isInstance).isPresent();
        }

        @Override
        public boolean isOver() {
            return transaction.isCompleted();
        }

        @Override
        public void tell(SipMessage provisional) {
            transaction.respond(provisional);
        }

        @Override
        public Attempt forwards(Attempt leg) {
            List<Claim> callee = leg.counted().map(Counted::claims).orElse(List.of()).stream().filter(claim -> claim.party() == Claim.Party.CALLEE).toList();
            leave(leg, callee);
            return leg.counted().map(counted -> leg.counted(counted.forwarding())).orElse(leg);
        }

        @Override
        public void callsAgain(Attempt leg) {
            leave(leg, leg.counted().map(Counted::claims).orElse(List.of()));
        }

        private void leave(Attempt leg, List<Claim> held) {
            if (!held.isEmpty()) {
                ledger.move(leg.request().callId(), held, List.of(List.of()));
            }
        }

        @Override
        public void dropped(Attempt leg) {
            ledger.release(leg.request().callId());
            records.dropped(leg);
        }

        @Override
        public void plans(Attempt leg) {
            planned = leg;
            attempt = leg;
        }

        @Override
        public void givenUp(Attempt leg, SipMessage refusal) {
            records.keep(leg, words.shown(refusal, cancelled), Optional.empty());
            List<Claim> held = new ArrayList<>(leg.counted().map(Counted::claims).orElse(List.of()));
            if (leg == attempt && leaves()) { // the peer's name or rules may have been the failure
                asked.map(this::claims).ifPresent(held::addAll);
            }
            leave(leg, held);
        }

        @Override
        public void announce(Verdict.Forward forward, Runnable goesOn) {
            forwarding.answers().when(parts.announcements().forwarded(transaction, forward.attempt(), forward.mapping().type()), there -> {
                if (transaction.isCompleted()) {
                    return; // cancelled before the sound began
                }
                active.add(transaction, this::cancel);
                if (there) {
                    goesOn.run();
                } else {
                    end(487, "Request terminated");
                }
            }, _ -> goesOn.run());
        }

        @Override
        public void end(Attempt last, SipMessage refusal) {
            attempt = last;
            if (!saysWhy(refusal, false)) {
                end(refusal);
            }
        }

        /** The caller hears it first.
         * @return false if there is nothing to hear */
        private boolean saysWhy(SipMessage refusal, boolean remote) {
            SipMessage told = words.told(words.shown(remote ? words.ofPhone(refusal, attempt) : refusal, cancelled), attempt);
            Optional<CompletionStage<SipMessage>> said = parts.announcements().refusing(transaction, attempt, refusal, remote, told);
            said.ifPresent(words -> forwarding.answers().when(words, this::finish, _ -> finish(told)));
            return said.isPresent();
        }

        /** A host name or display name that fits no header, or a rule that takes for ever, must not leave the caller without an answer, nor keep it from
         * the next peer. */
        private void send() {
            rang = false;
            SipMessage invite;
            try {
                if (leaves()) {
                    attempt = toPeer(others.remove());
                }
                invite = invite();
            } catch (MalformedMessageException | IllegalArgumentException | PatternTooCostlyException spoiled) {
                LOG.error("call {} cannot be written, correct the settings of its callee: {}", attempt.request().callId(), spoiled.getMessage());
                if (leaves()) {
                    nextPeer();
                } else {
                    legs.refused(attempt, 500, "Server Internal Error");
                }
                return;
            }
            CallHeaders.outbound(invite, attempt).ifPresentOrElse(refusal -> legs.refused(attempt, refusal.status(), refusal.reason()),
                    () -> forwarding.answers().when(parts.signer().signed(invite, attempt)
                            .thenCompose(signed -> media.request(signed, OutgoingInvite.terms(attempt))), this::forward, failure -> {
                        LOG.warn("call {} refused: {}", invite.callId(), failure.getMessage());
                        end(LegMedia.refusal(failure).status(), LegMedia.refusal(failure).reason());
                    }));
        }

        /** Made when its turn comes: its rules may take long. */
        private Attempt toPeer(PeerRoute route) {
            asked = Optional.of(route);
            return OutgoingInvite.forPeer(planned, (Callee.Peers) planned.callee().orElseThrow(), route);
        }

        private SipMessage invite() {
            return switch (attempt.callee().orElseThrow()) {
                case Callee.Local local -> outgoing.toB2bua(attempt, local);
                case Callee.Peer peer -> outgoing.toPeer(attempt, peer);
                case Callee.Foreign foreign -> outgoing.toForeignDomain(attempt, foreign);
                case Callee.Application application -> outgoing.toAppServer(attempt, application);
                case Callee.Unknown _, Callee.Peers _ -> throw new IllegalArgumentException("nobody to call");
            };
        }

        private void forward(SipMessage invite) {
            if (transaction.isCompleted()) {
                media.end(invite.callId()); // cancelled while the relay was asked
                return;
            }
            ForwardedRequest request = new ForwardedRequest(forwarding, transaction, List.of(new Target(invite, parts.elements().flowTo(next()))),
                    ResponseFilter.of(response -> filter(CallHeaders.reply(attempt).apply(words.ofPhone(response, attempt))), this::success),
                    () -> active.remove(transaction), this::goesElsewhere);
            forwarded = Optional.of(request);
            calls.calling(attempt, OutgoingInvite.terms(attempt).withoutRelay());
            request.start(legs.patience(attempt, forwarding.timers().noAnswer()), legs.isRenewed(attempt));
        }

        private InetSocketAddress next() {
            return attempt.callee().filter(Callee::isDirect).isPresent() ? parts.elements().appServer() : parts.elements().b2bua();
        }

        /** The next peer is asked when one fails; what the last one said becomes a 503 (§2.16). A subscriber's call is forwarded if it wants that. */
        private boolean goesElsewhere(SipMessage refusal) {
            if (cancelled || transaction.isCompleted()) {
                return false;
            }
            Optional<ForwardedRequest> refused = forwarded;
            forwarded = Optional.empty();
            boolean unanswered = rang && refusal.status() == 408; // the callee was reached and did not answer
            if (attempt.callee().orElseThrow() instanceof Callee.Peer peer && !unanswered
                    && parts.failover().isWanted(peer.route(), refusal.status(), refusal.reason())) {
                LOG.info("call {}: peer {} answers {} {}, {} left", refusal.callId(), peer.route(), refusal.status(), refusal.reason(), others.size());
                nextPeer();
                return true;
            }
            if (legs.afterFailure(attempt, refusal, rang) || saysWhy(refusal, true)) {
                return true;
            }
            forwarded = refused;
            return false;
        }

        /** Leaves the counters of the peer that failed before it counts at the next one whose limits permit it (§2.7). */
        private void nextPeer() {
            if (others.isEmpty()) {
                legs.refused(attempt, 503, "PSTN Termination Currently Unavailable");
                return;
            }
            forwarding.answers().when(ledger.move(attempt.request().callId(), claims(asked.orElseThrow()), others.stream().map(this::claims).toList()),
                    this::moved, failure -> LOG.error("call {} finds no next peer", attempt.request().callId(), failure));
        }

        private List<Claim> claims(PeerRoute route) {
            return Claim.toPeer(route.host().id(), route.settings().own(), !planned.isEmergency());
        }

        private void moved(Taking taking) {
            if (transaction.isCompleted()) {
                ledger.release(attempt.request().callId()); // cancelled meanwhile
                return;
            }
            switch (taking) {
                case Taking.Refused refused -> {
                    LOG.info("call {}: no other peer is free, {} is the limit of {}", attempt.request().callId(), refused.limit(), refused.claim().key());
                    others.clear();
                    nextPeer();
                }
                case Taking.Taken taken -> {
                    for (int i = 0; i < taken.alternative(); i++) {
                        others.remove();
                    }
                    send();
                }
                case Taking.Uncounted _ -> send();
            }
        }

        private void cancel(Optional<String> reason) {
            cancelled = true;
            forwarded.ifPresentOrElse(request -> request.cancel(reason), () -> end(487, "Request terminated"));
        }

        /** Ends the call before it left. */
        private void end(int status, String reason) {
            end(forwarding.replies().of(transaction.request(), status, reason));
        }

        private void end(SipMessage response) {
            finish(words.told(response, attempt));
        }

        private void finish(SipMessage response) {
            SipMessage told = FinalWords.authorized(response, attempt);
            active.remove(transaction);
            if (transaction.isCompleted()) { // the app server has answered to tell why (announce_conn_type)
                calls.end(told.callId());
                record(told);
            } else {
                transaction.respond(told);
                filter(told);
            }
        }

        private CompletionStage<SipMessage> filter(SipMessage response) {
            if (response.status() < 200) {
                rang = true;
                calls.ringing(response);
                return media.provisional(response, transaction.request(), OutgoingInvite.terms(attempt), parts.announcements().ringback(attempt));
            }
            if (response.status() < 300) {
                return answered(response);
            }
            calls.end(response.callId());
            media.end(response.callId());
            return record(FinalWords.authorized(words.told(words.shown(response, cancelled), attempt), attempt));
        }

        private CompletionStage<SipMessage> answered(SipMessage success) {
            return success().answered(success).thenCompose(this::record).whenComplete((_, failure) -> {
                if (failure != null) {
                    record(forwarding.replies().of(transaction.request(), 500));
                }
            });
        }

        /** The same for all 2xx. */
        private FinalWords.Success success() {
            FinalWords.Success all = answered.orElseGet(() -> new FinalWords.Success(forwarding, parts, attempt, offered,
                    parts.elements().flowTo(next())));
            answered = Optional.of(all);
            return all;
        }

        private CompletionStage<SipMessage> record(SipMessage response) {
            if (recorded) {
                return CompletableFuture.completedFuture(response);
            }
            recorded = true;
            CompletionStage<SipMessage> all = CompletableFuture.completedFuture(response);
            for (Attempt leg : legs.with(attempt)) {
                all = all.thenCombine(records.keep(leg, response, calls.receiver(response.callId()).filter(_ -> leg == attempt)), (same, _) -> same);
            }
            return all;
        }
    }
}
