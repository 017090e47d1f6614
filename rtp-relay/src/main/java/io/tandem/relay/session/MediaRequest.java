package io.tandem.relay.session;

import java.util.Optional;

import io.tandem.relay.stream.MediaOptions;
import io.tandem.sdp.SessionDescription;

/** An offer or an answer. The from-tag is the offerer's, the to-tag the answerer's, in whatever direction the SIP message went.
 * @param client the controller, for reports and as the default host to tell of a timeout */
public record MediaRequest(String callId, String fromTag, Optional<String> toTag, Optional<String> viaBranch, SessionDescription sdp,
                           MediaOptions options, String client) {
    /** The same with another description. */
    MediaRequest with(SessionDescription description) {
        return new MediaRequest(callId, fromTag, toTag, viaBranch, description, options, client);
    }
}
