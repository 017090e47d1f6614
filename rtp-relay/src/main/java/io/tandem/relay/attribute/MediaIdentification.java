package io.tandem.relay.attribute;

import java.util.Optional;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/**
 * {@code a=mid} (RFC 5888): on request the number of the line for one that has none; and the offerer finds its line again by the mid that it gave it
 * (§9.1), whether the answerer knows of that or not.
 */
public final class MediaIdentification implements StreamConcern {
    private static final String MID = "mid";

    private Optional<String> ofOfferer = Optional.empty();

    @Override
    public void described(MediaExchange exchange) {
        if (exchange.offer()) ofOfferer = exchange.section().attribute(MID).map(String::strip);
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        if (section.attribute(MID).isPresent()) return section;
        if (!exchange.offer() && ofOfferer.isPresent()) return section.plusAttribute(MID, ofOfferer.get());
        return exchange.has("generate-mid") ? section.plusAttribute(MID, Integer.toString(exchange.index())) : section;
    }
}
