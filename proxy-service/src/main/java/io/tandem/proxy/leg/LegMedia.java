package io.tandem.proxy.leg;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.codec.FilteredSdp;
import io.tandem.proxy.media.CallQuality;
import io.tandem.proxy.media.EarlyMedia;
import io.tandem.proxy.media.MediaCommand;
import io.tandem.proxy.media.MediaRelay;
import io.tandem.proxy.media.MediaTerms;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.plan.Verdict;
import io.tandem.sip.info.InfoDigits;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the media relay between the parties: session descriptions of leg A pass through it in both directions. Event loop only. */
public final class LegMedia {
    private static final Logger LOG = LoggerFactory.getLogger(LegMedia.class);
    private static final int USUAL_MILLIS = 250;
    private static final int LEAST_MILLIS = 100;
    private static final int MOST_MILLIS = 5000;

    private final MediaRelay relay;
    /** Calls whose offer came in a reliable provisional response and whose answer is still to come (RFC 3262 §5). */
    private final Set<String> lateOffers = new HashSet<>();
    /** Calls whose last initial offer went to an application, which may be followed by one to a phone. */
    private final Set<String> applications = new HashSet<>();
    /** Calls whose caller hears a ringback tone of ours. */
    private final Set<String> ringing = new HashSet<>();
    /** Calls in which whoever was offered the call last has media of its own before the answer. */
    private final Set<String> early = new HashSet<>();

    public LegMedia(MediaRelay relay) {
        this.relay = relay;
    }

    /** A request as it should go on.
     * @param terms what its parties take and want
     * @return fails with a {@link NothingLeftException} if the parties of an initial INVITE have nothing to talk with */
    public CompletionStage<SipMessage> request(SipMessage whole, MediaTerms terms) {
        if (whole.method().equals(Methods.INVITE) && whole.toTag().isEmpty()) {
            ringsNoMore(whole);
            early.remove(whole.callId());
        }
        SipMessage request = filtered(whole, terms);
        if (request != whole && request.toTag().isEmpty() && OfferAnswer.leavesNothing(request)) {
            return CompletableFuture.failedFuture(new NothingLeftException());
        }
        MediaTerms inOrder = request.method().equals(Methods.INVITE) && request.toTag().isEmpty() ? inOrder(request.callId(), terms) : terms;
        boolean late = request.method().equals(Methods.PRACK) && OfferAnswer.carriesSdp(request) && lateOffers.remove(request.callId());
        return describe(request, OfferAnswer.ofRequest(request, late), inOrder);
    }

    /** The relay keeps the profile of a party's side: who comes after an application has to be offered the caller's again. */
    private MediaTerms inOrder(String callId, MediaTerms terms) {
        if (terms.callee().isApplication()) {
            applications.add(callId);
            return terms;
        }
        return applications.contains(callId) ? terms.afterApplication() : terms;
    }

    private static SipMessage filtered(SipMessage message, MediaTerms terms) {
        return terms.codecs().isEmpty() ? message : OfferAnswer.mapped(message, sdp -> FilteredSdp.of(sdp, terms.codecs()));
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
     * @param terms          what the parties take and want */
    public CompletionStage<SipMessage> response(SipMessage whole, boolean requestOffered, MediaTerms terms) {
        SipMessage response = filtered(whole, terms);
        Optional<MediaCommand> command = OfferAnswer.ofResponse(response, requestOffered);
        if (response.method().equals(Methods.INVITE)) {
            noteLateOffer(response, command);
        }
        return describe(response, command, terms);
    }

    /** The 2xx to an initial INVITE. Whoever has answered hears a sound first if there is one, and if the caller has offered, so that the relay knows
     * how to speak to it; without the sound the call goes on.
     * @param sound sound file */
    public CompletionStage<SipMessage> answered(SipMessage success, boolean requestOffered, MediaTerms terms, Optional<Integer> sound) {
        ringsNoMore(success);
        CompletionStage<SipMessage> onward = response(success, requestOffered, terms);
        return sound.isEmpty() || !requestOffered || terms.withoutRelay() ? onward : onward.whenComplete((response, failure) -> {
            if (failure == null) {
                relay.play(new MediaCommand.Sound(success.callId(), success.toTag().orElse(""), sound.get(), false)).exceptionally(silent -> {
                    LOG.warn("the callee of call {} hears no announcement: {}", success.callId(), silent.getMessage());
                    return null;
                });
            }
        });
    }

    /** A provisional response to an initial INVITE: tells also what early media the caller gets. A phone that has played an announcement may make no ringback
     * tone by itself any more.
     * @param tone sound file of such a tone, for callers that have heard an announcement */
    public CompletionStage<SipMessage> provisional(SipMessage response, SipMessage invite, MediaTerms terms, Optional<Integer> tone) {
        boolean described = OfferAnswer.carriesSdp(response);
        if (described) {
            ringsNoMore(invite);
            early.add(invite.callId());
        } else if (response.status() == 180 && tone.isPresent() && applications.contains(invite.callId()) && !terms.withoutRelay()
                && !early.contains(invite.callId()) && ringing.add(invite.callId())) {
            relay.play(new MediaCommand.Sound(invite.callId(), invite.fromTag().orElse(""), tone.get(), true)).exceptionally(silent -> {
                LOG.warn("the caller of call {} hears no ringback tone: {}", invite.callId(), silent.getMessage());
                return null;
            });
        }
        return provisional(response, invite, terms);
    }

    /** @param message with the From tag of the caller */
    private void ringsNoMore(SipMessage message) {
        if (ringing.remove(message.callId())) {
            relay.silence(new MediaCommand.Silence(message.callId(), message.fromTag().orElse(""))).exceptionally(goesOn -> {
                LOG.warn("the ringback tone of call {} goes on: {}", message.callId(), goesOn.getMessage());
                return null;
            });
        }
    }

    /** A provisional response to an initial INVITE without a tone. */
    public CompletionStage<SipMessage> provisional(SipMessage response, SipMessage invite, MediaTerms terms) {
        return response(EarlyMedia.granted(response, invite), OfferAnswer.carriesSdp(invite), terms);
    }

    /** The key that an INFO tells of, if its sender's digits become telephone events; done once the relay has it. */
    public Optional<CompletionStage<Void>> pressed(SipMessage info, MediaTerms terms) {
        String sender = info.fromTag().orElse("");
        return terms.convertsDigitsOf(sender) ? InfoDigits.digit(info).map(digit -> relay.press(new MediaCommand.Digit(info.callId(), sender, digit,
                Math.clamp(InfoDigits.durationMillis(info).orElse(USUAL_MILLIS), LEAST_MILLIS, MOST_MILLIS)))) : Optional.empty();
    }

    private void noteLateOffer(SipMessage response, Optional<MediaCommand> command) {
        if (response.status() >= 200) {
            forget(response.callId());
        } else if (command.isPresent() && command.get() instanceof MediaCommand.Offer && response.has("RSeq")) {
            lateOffers.add(response.callId());
        }
    }

    private CompletionStage<SipMessage> describe(SipMessage message, Optional<MediaCommand> command, MediaTerms terms) {
        if (command.isEmpty() || terms.withoutRelay()) {
            return CompletableFuture.completedFuture(message);
        }
        return relay.describe(terms.applied(command.get())).thenApply(sdp -> OfferAnswer.withSdp(message, sdp));
    }

    /** The call is over, or was never set up.
     * @return how it sounded; does not fail */
    public CompletionStage<Optional<CallQuality>> end(String callId) {
        forget(callId);
        return relay.delete(callId);
    }

    private void forget(String callId) {
        lateOffers.remove(callId);
        applications.remove(callId);
        ringing.remove(callId);
        early.remove(callId);
    }
}
