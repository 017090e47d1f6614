package io.tandem.proxy.media;

import java.util.Optional;

/** What a SIP message means to the media relay (RFC 3264 offer/answer over RFC 3261 §13, RFC 3262, RFC 3311). */
public sealed interface MediaCommand {

    /** The call, as the relay names it: the Call-ID of leg A. */
    String callId();

    /** A session description that asks for an answer.
     * @param fromTag dialog tag of the side that offers
     * @param toTag   dialog tag of the other side, empty while it is unknown */
    record Offer(String callId, String fromTag, Optional<String> toTag, String sdp) implements MediaCommand {}

    /** The description that closes an offer.
     * @param fromTag dialog tag of the side that had offered
     * @param toTag   dialog tag of the side that answers */
    record Answer(String callId, String fromTag, String toTag, String sdp) implements MediaCommand {}

    /** End of the call. */
    record Delete(String callId) implements MediaCommand {}
}
