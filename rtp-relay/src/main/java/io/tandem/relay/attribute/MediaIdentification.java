package io.tandem.relay.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/**
 * {@code a=mid} (RFC 5888): on request the number of the line for one that has none; and a party finds its line again by the mid that it gave it
 * (§9.1), whether the other one knows of that or not.
 */
public final class MediaIdentification implements StreamConcern {
    private static final String MID = "mid";

    private final List<Optional<String>> known = new ArrayList<>(List.of(Optional.empty(), Optional.empty()));

    @Override
    public void described(MediaExchange exchange) {
        exchange.section().attribute(MID).map(String::strip).ifPresent(mid -> known.set(exchange.sender(), Optional.of(mid)));
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        if (section.attribute(MID).isPresent()) return section;
        Optional<String> own = known.get(1 - exchange.sender());
        if (own.isPresent()) return section.plusAttribute(MID, own.get());
        return exchange.has("generate-mid") ? section.plusAttribute(MID, Integer.toString(exchange.index())) : section;
    }
}
