package io.tandem.proxy.leg;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.IgnoredOutcome;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.call.ResponseFilter;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.header.CallHeaders;
import io.tandem.proxy.media.MediaTerms;
import io.tandem.proxy.pbx.HuntGroup;
import io.tandem.proxy.peer.PeerReply;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transport.Flow;

/** Final responses as the caller of one INVITE gets them. */
record FinalWords(Replies replies, ServerTransaction transaction) {

    /** Whoever has given up hears that, not that nobody was there (RFC 3261 §9.2). */
    SipMessage shown(SipMessage refusal, boolean cancelled) {
        return refusal.status() != 408 ? refusal : replies.of(transaction.request(), cancelled ? 487 : 480);
    }

    /** A phone's 503 counts for forwards and announcements as it is; whoever called hears of a failure of that call alone (RFC 3261 §16.7 step 6). */
    SipMessage ofPhone(SipMessage response, Attempt attempt) {
        return attempt.localCallee().isPresent() ? replies.passedOn(transaction.request(), response) : response;
    }

    /** As the caller wants to hear it. What it has heard already stays. */
    SipMessage told(SipMessage refusal, Attempt attempt) {
        PeerReply wanted = replies.words().told(attempt, PeerReply.to(attempt.original().caller().flatMap(Caller::peer), refusal.status(), refusal.reason()),
                refusal.status(), refusal.reason());
        boolean same = transaction.isCompleted() || wanted.status() == refusal.status() && wanted.reason().equals(refusal.reason());
        return same ? refusal : replies.of(transaction.request(), wanted.status(), wanted.reason());
    }

    /** The load balancer hears that the password was right. */
    static SipMessage authorized(SipMessage response, Attempt attempt) {
        return authorized(response, authorization(attempt));
    }

    private static SipMessage authorized(SipMessage response, List<SipMessage.Header> authorization) {
        authorization.forEach(header -> response.set(header.name(), header.value()));
        return response;
    }

    private static List<SipMessage.Header> authorization(Attempt attempt) {
        return attempt.original().caller().filter(Caller::hasPassword)
                .map(caller -> AuthenticationReport.succeeded(attempt.request(), caller.userName() + "@" + caller.realm())).orElse(List.of());
    }

    /** What a 2xx passes on its way to the caller, the first one and those of other forks (RFC 3261 §16.7 step 5). Holds no message of the call. Event loop
     * only. */
    static final class Success implements ResponseFilter {
        private final ForwardedRequest.Forwarding forwarding;
        private final LegA.Parts parts;
        private final UnaryOperator<SipMessage> reply;
        private final List<SipMessage.Header> authorization;
        private final Optional<HuntGroup> hunt;
        private final MediaTerms terms;
        private final boolean offered;
        private final Flow next;
        /** Heard once, by who has answered first. */
        private Optional<Integer> soundToCallee;

        /** @param offered the INVITE carried a session description
         * @param next    who sends the 2xx */
        Success(ForwardedRequest.Forwarding forwarding, LegA.Parts parts, Attempt attempt, boolean offered, Flow next) {
            this.forwarding = forwarding;
            this.parts = parts;
            this.reply = CallHeaders.reply(attempt);
            this.authorization = authorization(attempt);
            this.hunt = attempt.hunt();
            this.terms = OutgoingInvite.terms(attempt);
            this.offered = offered;
            this.next = next;
            this.soundToCallee = parts.announcements().toCallee(attempt);
        }

        @Override
        public CompletionStage<SipMessage> pass(SipMessage success) {
            return answered(reply.apply(success));
        }

        /** @return fails if the relay did not take the answer; then the call has been ended */
        CompletionStage<SipMessage> answered(SipMessage success) {
            parts.table().answered(success, receiver -> hunt.map(group -> group.joinedBy(receiver.rings())).orElse(List.of()));
            SipMessage asItCame = success.copy();
            CompletableFuture<SipMessage> result = new CompletableFuture<>();
            Optional<Integer> sound = soundToCallee;
            soundToCallee = Optional.empty();
            forwarding.answers().when(parts.media().answered(success, offered, terms, sound),
                    response -> result.complete(authorized(response, authorization)),
                    failure -> {
                        hangUp(Hangup.after(asItCame));
                        result.completeExceptionally(failure);
                    });
            return result;
        }

        /** Without media the call is of no use to anybody. */
        private void hangUp(Hangup hangup) {
            parts.table().end(hangup.bye().callId());
            parts.media().end(hangup.bye().callId());
            forwarding.layer().sendAck(hangup.ack(), next);
            forwarding.layer().send(hangup.bye(), next, new IgnoredOutcome());
        }
    }
}
