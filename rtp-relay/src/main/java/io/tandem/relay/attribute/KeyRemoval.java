package io.tandem.relay.attribute;

import java.util.List;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/** Takes offered keys out of a plain line (options {@code DTLS=off}, {@code SDES-off}): what is left is plain RTP. */
public final class KeyRemoval implements StreamConcern {
    private static final List<String> DTLS = List.of("fingerprint", "setup", "tls-id", "connection");
    private static final List<String> SDES = List.of("crypto");

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        if (section.protocol().contains("SAVP")) return section;
        MediaDescription result = exchange.has("dtls-off") ? Sections.without(section, DTLS) : section;
        return exchange.has("sdes-off") ? Sections.without(result, SDES) : result;
    }
}
