package io.tandem.relay.record;

import java.util.Map;

import io.tandem.codec.AudioCodec;
import io.tandem.relay.os.Endpoint;

/** One party of a recorded media line.
 * @param party  0 or 1: the channel of a mixed file
 * @param tag    of the party
 * @param remote its end, as far as known; {@code local} the relay's port that faces it: for capture files
 * @param codecs by payload type */
public record RecordedTrack(int party, String tag, Endpoint remote, Endpoint local, Map<Integer, AudioCodec> codecs) {
    public RecordedTrack {
        codecs = Map.copyOf(codecs);
    }
}
