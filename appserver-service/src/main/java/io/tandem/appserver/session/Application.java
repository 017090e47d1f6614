package io.tandem.appserver.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.sdp.Direction;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Something that answers calls, chosen by request URI. */
public interface Application {
    /** What becomes of an INVITE. */
    sealed interface Decision {}

    /** A final failure response. */
    record Refuse(int status, String reason) implements Decision {}

    /** 183 with audio; when that has been played, the response. Without an offer the response comes at once.
     * @param samples linear, at 8 kHz */
    record Announce(short[] samples, Refuse end) implements Decision {}

    /** 200; then the dialogue has the call.
     * @param direction of audio that we want: {@code SENDONLY} for one that does not listen */
    record Answer(DialogueFactory dialogue, Direction direction) implements Decision {
        public Answer(DialogueFactory dialogue) {
            this(dialogue, Direction.SENDRECV);
        }
    }

    /** 183 with audio; then the dialogue has the call until it refuses it.
     * @param unheard   ends the call of who cannot hear any audio; empty: 182, and the dialogue has it all the same
     * @param abandoned runs instead of the dialogue, on the loop, if the call is over before that begins */
    record Hold(DialogueFactory dialogue, Optional<Refuse> unheard, Runnable abandoned) implements Decision {}

    /** Makes the dialogue of one call once the caller is there. */
    @FunctionalInterface
    interface DialogueFactory {
        Dialogue start(Caller caller);
    }

    /** Is the request URI of this user of this domain? */
    static boolean isFor(SipMessage invite, String user, String domain) {
        try {
            SipUri uri = SipUri.parse(invite.requestUri());
            return uri.host().equalsIgnoreCase(domain) && uri.decodedUser().filter(user::equals).isPresent();
        } catch (MalformedMessageException none) {
            return false;                           // no application answers it: 404
        }
    }

    /** Is this INVITE for this application? */
    boolean answers(SipMessage invite);

    /** Decides; may take its time (SQL), completes on any thread. */
    CompletableFuture<Decision> decide(SipMessage invite);
}
