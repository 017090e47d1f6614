package io.tandem.relay.attribute;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/** {@code a=mid} (RFC 5888) for lines that have none, on request: the number of the line. */
public final class MediaIdentification implements StreamConcern {
    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        boolean wanted = exchange.has("generate-mid") && section.attribute("mid").isEmpty();
        return wanted ? section.plusAttribute("mid", Integer.toString(exchange.index())) : section;
    }
}
