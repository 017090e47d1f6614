package io.tandem.relay.attribute;

import java.util.stream.Stream;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

/** The direction is always spelled out, unless {@code original-sendrecv}; {@code inactive} sets it. */
public final class DirectionAttribute implements StreamConcern {
    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        if (exchange.has("inactive")) return section.withDirection(Direction.INACTIVE);
        boolean said = section.direction().isPresent() || isSaid(exchange.description()) || exchange.has("original-sendrecv");
        return said ? section : section.withDirection(Direction.SENDRECV);
    }

    private static boolean isSaid(SessionDescription description) {
        return Stream.of(Direction.SENDONLY, Direction.RECVONLY, Direction.INACTIVE)
                .anyMatch(direction -> description.attribute(direction.attribute()).isPresent());
    }
}
