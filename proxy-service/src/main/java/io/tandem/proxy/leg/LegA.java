package io.tandem.proxy.leg;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.accounting.Accounting;
import io.tandem.proxy.accounting.CallRecords;
import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.route.Attempt;
import io.tandem.proxy.route.Elements;
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

    /** Everything that calls share. */
    public record Parts(Elements elements, CallProperties calls, LegMedia media, Accounting accounting, CallTable table, ActiveInvites active,
                        InstantSource clock) {}

    public LegA(ForwardedRequest.Forwarding forwarding, Parts parts) {
        this.forwarding = forwarding;
        this.elements = parts.elements();
        this.outgoing = new OutgoingInvite(parts.elements().selfUri(), parts.calls());
        this.media = parts.media();
        this.accounting = parts.accounting();
        this.calls = parts.table();
        this.active = parts.active();
        this.clock = parts.clock();
    }

    /** Takes an INVITE whose caller and callee are known. */
    public void start(Attempt attempt, Caller caller, Callee callee) {
        SipMessage invite = switch (callee) {
            case Callee.Local local -> outgoing.toB2bua(attempt.request(), caller, local);
            case Callee.Application _ -> outgoing.toAppServer(attempt.request(), caller);
            case Callee.Unknown _ -> throw new IllegalArgumentException("nobody to call");
        };
        new Call(attempt, caller, callee).start(invite);
    }

    /** Leaves the record of a call that was refused here. */
    public CompletionStage<SipMessage> refused(Attempt attempt, Caller caller, SipMessage response) {
        return kept(attempt, caller, attempt.callee(), response);
    }

    private CompletionStage<SipMessage> kept(Attempt attempt, Caller caller, Optional<Callee> callee, SipMessage response) {
        return accounting.keep(CallRecords.invite(attempt.request(), attempt.dialled(), attempt.arrival(), caller, callee, response,
                clock.instant())).handle((_, failure) -> {
                    if (failure != null) {
                        LOG.error("call {} goes on without accounting record: {}", response.callId(), failure.toString());
                    }
                    return response;
                });
    }

    /** One call until its final response. */
    private final class Call {
        private final Attempt attempt;
        private final Caller caller;
        private final Callee callee;
        private final boolean offered;
        private Optional<ForwardedRequest> forwarded = Optional.empty();
        private boolean recorded;

        Call(Attempt attempt, Caller caller, Callee callee) {
            this.attempt = attempt;
            this.caller = caller;
            this.callee = callee;
            this.offered = OfferAnswer.carriesSdp(attempt.request());
        }

        void start(SipMessage invite) {
            ServerTransaction transaction = attempt.transaction();
            active.add(transaction, this::cancel);
            calls.begin(attempt.request());
            forwarding.answers().when(media.request(invite), this::forward, failure -> {
                LOG.warn("call {} refused: {}", invite.callId(), failure.getMessage());
                end(503, "Media Relay Unavailable");
            });
        }

        private void forward(SipMessage invite) {
            if (attempt.transaction().isCompleted()) {
                media.end(invite.callId()); // cancelled while the relay was asked
                return;
            }
            InetSocketAddress next = callee instanceof Callee.Application ? elements.appServer() : elements.b2bua();
            ForwardedRequest request = new ForwardedRequest(forwarding, attempt.transaction(),
                    List.of(new Target(invite, elements.flowTo(next))), this::filter, () -> active.remove(attempt.transaction()));
            forwarded = Optional.of(request);
            request.start();
        }

        private void cancel(Optional<String> reason) {
            forwarded.ifPresentOrElse(request -> request.cancel(reason), () -> end(487, "Request terminated"));
        }

        /** Ends the call before it left. */
        private void end(int status, String reason) {
            if (!attempt.transaction().isCompleted()) {
                SipMessage response = forwarding.replies().of(attempt.request(), status, reason);
                active.remove(attempt.transaction());
                attempt.transaction().respond(response);
                filter(response);
            }
        }

        private CompletionStage<SipMessage> filter(SipMessage response) {
            if (response.status() < 200) {
                return media.response(response, offered);
            }
            if (response.status() < 300) {
                return answered(response);
            }
            calls.end(response.callId());
            media.end(response.callId());
            return record(authorized(response.status() != 408 ? response
                    : forwarding.replies().of(attempt.request(), 480, "Temporarily Unavailable")));
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
            InetSocketAddress next = callee instanceof Callee.Application ? elements.appServer() : elements.b2bua();
            calls.end(attempt.request().callId());
            media.end(attempt.request().callId());
            forwarding.layer().sendAck(hangup.ack(), elements.flowTo(next));
            forwarding.layer().send(hangup.bye(), elements.flowTo(next), new IgnoredOutcome());
            record(forwarding.replies().of(attempt.request(), 500));
        }

        private SipMessage authorized(SipMessage response) {
            AuthenticationReport.succeeded(attempt.request(), caller.userName() + "@" + caller.realm())
                    .forEach(header -> response.set(header.name(), header.value()));
            return response;
        }

        private CompletionStage<SipMessage> record(SipMessage response) {
            if (recorded) {
                return CompletableFuture.completedFuture(response);
            }
            recorded = true;
            return kept(attempt, caller, Optional.of(callee), response);
        }
    }
}
