package io.tandem.proxy.leg;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.codec.CodecFilter;
import io.tandem.proxy.codec.FilteredSdp;
import io.tandem.proxy.media.MediaCommand;
import io.tandem.proxy.media.MediaRelay;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.plan.Verdict;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** Puts the media relay between the parties: session descriptions of leg A pass through it in both directions. Event loop only. */
public final class LegMedia {
    private final MediaRelay relay;
    /** Calls whose offer came in a reliable provisional response and whose answer is still to come (RFC 3262 §5). */
    private final Set<String> lateOffers = new HashSet<>();

    public LegMedia(MediaRelay relay) {
        this.relay = relay;
    }

    /** A request as it should go on.
     * @param codecs what its parties take
     * @return fails with a {@link NothingLeftException} if the parties of an initial INVITE have nothing to talk with */
    public CompletionStage<SipMessage> request(SipMessage whole, List<CodecFilter> codecs) {
        SipMessage request = filtered(whole, codecs);
        if (request != whole && request.toTag().isEmpty() && OfferAnswer.leavesNothing(request)) {
            return CompletableFuture.failedFuture(new NothingLeftException());
        }
        boolean late = request.method().equals(Methods.PRACK) && OfferAnswer.carriesSdp(request) && lateOffers.remove(request.callId());
        return describe(request, OfferAnswer.ofRequest(request, late));
    }

    private static SipMessage filtered(SipMessage message, List<CodecFilter> codecs) {
        return codecs.isEmpty() ? message : OfferAnswer.mapped(message, sdp -> FilteredSdp.of(sdp, codecs));
    }

    /** The parties take no codec in common. */
    static final class NothingLeftException extends Exception {
        private static final long serialVersionUID = 1;

        NothingLeftException() {
            super("no codec is left of its offer, see codecs_list and sdp_media_remove of both parties", null, false, false);
        }
    }

    /** What a caller is told whose offer could not be given to the relay. */
    static Verdict.Answer refusal(Throwable failure) {
        return failure instanceof NothingLeftException ? new Verdict.Answer(488, "Not Acceptable Here", List.of(), true)
                : new Verdict.Answer(503, "Media Relay Unavailable", List.of(), true);
    }

    /** A response as it should go on.
     * @param requestOffered the request carried a session description
     * @param codecs         what the parties take */
    public CompletionStage<SipMessage> response(SipMessage whole, boolean requestOffered, List<CodecFilter> codecs) {
        SipMessage response = filtered(whole, codecs);
        Optional<MediaCommand> command = OfferAnswer.ofResponse(response, requestOffered);
        if (response.method().equals(Methods.INVITE)) {
            noteLateOffer(response, command);
        }
        return describe(response, command);
    }

    private void noteLateOffer(SipMessage response, Optional<MediaCommand> command) {
        if (response.status() >= 200) {
            lateOffers.remove(response.callId());
        } else if (command.isPresent() && command.get() instanceof MediaCommand.Offer && response.has("RSeq")) {
            lateOffers.add(response.callId());
        }
    }

    private CompletionStage<SipMessage> describe(SipMessage message, Optional<MediaCommand> command) {
        if (command.isEmpty()) {
            return CompletableFuture.completedFuture(message);
        }
        return relay.describe(command.get()).thenApply(sdp -> OfferAnswer.withSdp(message, sdp));
    }

    /** The call is over, or was never set up. */
    public void end(String callId) {
        lateOffers.remove(callId);
        relay.delete(callId);
    }

    /** Calls between a late offer and its answer. */
    int openLateOffers() {
        return lateOffers.size();
    }
}
