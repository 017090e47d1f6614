package io.tandem.relay.attribute;

import java.util.List;
import java.util.stream.Stream;

import io.tandem.relay.sdp.SdpReader;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/** Removes candidates and marks of bundling: the relay is no ICE agent here and has a port for each line. */
public final class CandidateRemoval implements StreamConcern {
    private static final List<String> NAMES = Stream.concat(SdpReader.ICE_ATTRIBUTES.stream(), Stream.of("bundle-only")).toList();

    /** A line that is refused. */
    public static MediaDescription removed(MediaDescription section) {
        return Sections.without(section, NAMES);
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        return removed(section);
    }
}
