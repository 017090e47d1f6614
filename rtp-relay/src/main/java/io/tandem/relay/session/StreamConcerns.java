package io.tandem.relay.session;

import java.util.List;

import io.tandem.relay.attribute.CandidateRemoval;
import io.tandem.relay.attribute.DirectionAttribute;
import io.tandem.relay.attribute.HeaderExtensions;
import io.tandem.relay.attribute.MediaIdentification;
import io.tandem.relay.attribute.NatPiercing;
import io.tandem.relay.attribute.ReportGeneration;
import io.tandem.relay.attribute.RtcpAttribute;
import io.tandem.relay.attribute.TrafficOptions;
import io.tandem.relay.audio.AudioConcern;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.secure.IceMedia;
import io.tandem.relay.secure.SecureMedia;
import io.tandem.relay.secure.StreamSecurity;
import io.tandem.relay.stream.StreamConcern;

/** The concerns of every stream's signalling, in the order in which they read and write. */
final class StreamConcerns {
    private final ClipStore clips;
    private final Choices choices;

    StreamConcerns(ClipStore clips, Choices choices) {
        this.choices = choices;
        this.clips = clips;
    }

    /** New ones, for one stream. */
    List<StreamConcern> ofNewStream() {
        StreamSecurity security = new StreamSecurity(choices);
        return List.of(
                new AudioConcern(clips),
                new CandidateRemoval(),
                new HeaderExtensions(),
                new MediaIdentification(),
                new DirectionAttribute(),
                new RtcpAttribute(),
                new IceMedia(security),
                new SecureMedia(security),
                new TrafficOptions(),
                new NatPiercing(),
                new ReportGeneration());
    }
}
