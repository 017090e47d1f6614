package io.tandem.proxy.media;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.tandem.proxy.codec.FilteredSdp;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** Which session description of a dialog is an offer and which an answer (RFC 3264, RFC 6337 §2). Pure. */
public final class OfferAnswer {
    private static final String SDP = "application/sdp";

    private OfferAnswer() {}

    /** The command for a request on its way.
     * @param lateOfferOpen the offer came in a reliable provisional response, so a PRACK with SDP answers it (RFC 3262 §5) */
    public static Optional<MediaCommand> ofRequest(SipMessage request, boolean lateOfferOpen) {
        if (!carriesSdp(request)) {
            return Optional.empty();
        }
        String fromTag = request.fromTag().orElse("");
        return switch (request.method()) {
            case Methods.INVITE, Methods.UPDATE ->
                Optional.of(new MediaCommand.Offer(request.callId(), fromTag, request.toTag(), sdp(request)));
            case Methods.PRACK -> Optional.of(lateOfferOpen ? answerOfRequester(request)
                    : new MediaCommand.Offer(request.callId(), fromTag, request.toTag(), sdp(request)));
            case Methods.ACK -> Optional.of(answerOfRequester(request)); // RFC 3261 §13.2.2.4: SDP in an ACK can only be an answer
            default -> Optional.empty();
        };
    }

    private static MediaCommand answerOfRequester(SipMessage request) {
        return new MediaCommand.Answer(request.callId(), request.toTag().orElse(""), request.fromTag().orElse(""), sdp(request));
    }

    /** The command for a response on its way back.
     * @param requestOffered the request carried the offer; otherwise a response to an INVITE carries it */
    public static Optional<MediaCommand> ofResponse(SipMessage response, boolean requestOffered) {
        if (!carriesSdp(response) || response.status() >= 300 || response.toTag().isEmpty()) {
            return Optional.empty();
        }
        String requester = response.fromTag().orElse("");
        String responder = response.toTag().orElse("");
        if (requestOffered) {
            return Optional.of(new MediaCommand.Answer(response.callId(), requester, responder, sdp(response)));
        }
        return response.method().equals(Methods.INVITE)
                ? Optional.of(new MediaCommand.Offer(response.callId(), responder, Optional.of(requester), sdp(response)))
                : Optional.empty();
    }

    /** Whether the body is a session description, or has one as a part. */
    public static boolean carriesSdp(SipMessage message) {
        return message.hasBody() && (isSdp(message) || multipart(message).isPresent());
    }

    /** The session description has no media that is not refused. */
    public static boolean leavesNothing(SipMessage message) {
        return FilteredSdp.isEmpty(sdp(message));
    }

    /** Whether it puts the other end on hold (RFC 3264 §8.4): it wants to receive nothing. */
    public static boolean isHold(SipMessage message) {
        return carriesSdp(message) && sdp(message).lines().anyMatch(line -> line.equals("a=sendonly") || line.equals("a=inactive")
                || line.equals("c=IN IP4 0.0.0.0"));
    }

    /** A copy whose session description is the relay's. */
    public static SipMessage withSdp(SipMessage message, String latin1) {
        SipMessage copy = message.copy();
        String type = message.contentType().orElse(SDP);
        return multipart(message).map(parts -> copy.body(type, parts.with(latin1)))
                .orElseGet(() -> copy.body(type, latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** The message with its session description changed; itself without one, or if nothing is changed. */
    public static SipMessage mapped(SipMessage message, UnaryOperator<String> change) {
        if (!carriesSdp(message)) {
            return message;
        }
        String before = sdp(message);
        String after = change.apply(before);
        return after.equals(before) ? message : withSdp(message, after);
    }

    private static String sdp(SipMessage message) {
        return multipart(message).map(MultipartBody::sdp).orElseGet(() -> new String(message.body(), StandardCharsets.ISO_8859_1));
    }

    private static boolean isSdp(SipMessage message) {
        return message.contentType().filter(type -> type.toLowerCase(Locale.ROOT).startsWith(SDP)).isPresent();
    }

    private static Optional<MultipartBody> multipart(SipMessage message) {
        return isSdp(message) ? Optional.empty() : MultipartBody.of(message.contentType().orElse(""), message.body());
    }
}
