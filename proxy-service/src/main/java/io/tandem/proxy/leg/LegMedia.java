package io.tandem.proxy.leg;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.media.MediaCommand;
import io.tandem.proxy.media.MediaRelay;
import io.tandem.proxy.media.OfferAnswer;
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

    /** A request as it should go on. */
    public CompletionStage<SipMessage> request(SipMessage request) {
        boolean late = request.method().equals(Methods.PRACK) && OfferAnswer.carriesSdp(request) && lateOffers.remove(request.callId());
        return describe(request, OfferAnswer.ofRequest(request, late));
    }

    /** A response as it should go on.
     * @param requestOffered the request carried a session description */
    public CompletionStage<SipMessage> response(SipMessage response, boolean requestOffered) {
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
