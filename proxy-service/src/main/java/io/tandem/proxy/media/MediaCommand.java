package io.tandem.proxy.media;

import java.util.List;
import java.util.Optional;

/** What a SIP message means to the media relay (RFC 3264 offer/answer over RFC 3261 §13, RFC 3262, RFC 3311). */
public sealed interface MediaCommand {

    /** The call, as the relay names it: the Call-ID of leg A. */
    String callId();

    /** A session description that asks for an answer.
     * @param fromTag dialog tag of the side that offers
     * @param toTag   dialog tag of the other side, empty while it is unknown
     * @param options of the ng protocol beside those that all calls have: a flag, or {@code KEY=VALUE} */
    record Offer(String callId, String fromTag, Optional<String> toTag, String sdp, List<String> options) implements MediaCommand {
        public Offer {
            options = List.copyOf(options);
        }

        public Offer(String callId, String fromTag, Optional<String> toTag, String sdp) {
            this(callId, fromTag, toTag, sdp, List.of());
        }

        Offer with(List<String> more) {
            return new Offer(callId, fromTag, toTag, sdp, more);
        }
    }

    /** The description that closes an offer.
     * @param fromTag dialog tag of the side that had offered
     * @param toTag   dialog tag of the side that answers
     * @param options as those of an offer */
    record Answer(String callId, String fromTag, String toTag, String sdp, List<String> options) implements MediaCommand {
        public Answer {
            options = List.copyOf(options);
        }

        public Answer(String callId, String fromTag, String toTag, String sdp) {
            this(callId, fromTag, toTag, sdp, List.of());
        }

        Answer with(List<String> more) {
            return new Answer(callId, fromTag, toTag, sdp, more);
        }
    }

    /** A key that a party has pressed, as telephone events (RFC 4733) or a tone in the audio that comes from it.
     * @param fromTag dialog tag of this party
     * @param millis  how long it was pressed, 100 to 5000 */
    record Digit(String callId, String fromTag, char digit, int millis) implements MediaCommand {}

    /** A sound that a party hears instead of the other one.
     * @param toTag   dialog tag of this party
     * @param file    id of the sound file
     * @param endless again and again until {@link Silence}; else once */
    record Sound(String callId, String toTag, int file, boolean endless) implements MediaCommand {}

    /** A party hears the other one again.
     * @param toTag dialog tag of this party */
    record Silence(String callId, String toTag) implements MediaCommand {}

    /** End of the call. */
    record Delete(String callId) implements MediaCommand {}
}
