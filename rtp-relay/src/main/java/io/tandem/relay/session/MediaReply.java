package io.tandem.relay.session;

import java.util.List;

import io.tandem.sdp.SessionDescription;

/** What an offer or answer is replied with.
 * @param sdp      for the other party
 * @param warnings what was asked for and could not be done */
public record MediaReply(SessionDescription sdp, List<String> warnings) {
    public MediaReply {
        warnings = List.copyOf(warnings);
    }
}
