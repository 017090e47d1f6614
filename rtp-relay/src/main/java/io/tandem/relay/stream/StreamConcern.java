package io.tandem.relay.stream;

import java.util.List;
import java.util.Optional;

import io.tandem.sdp.MediaDescription;

/**
 * One concern of a stream's signalling, such as RTCP, keys, ICE or codecs: it reads the attributes that are its own, writes them for the other
 * party, and changes ports and processors of the legs to match. One object a stream. Control thread.
 *
 * <p>Order of calls for an offer or answer: {@link #described}, {@link #agreed} if the description takes effect now, {@link #shown}.
 */
public interface StreamConcern {
    /** It is about a line's transport: of a line that has ended, but whose transport others use, it gets {@link MediaExchange#ofTransport}. */
    default boolean isOfTransport() {
        return false;
    }

    /** A party's section came in; nothing takes effect yet, for an offer may be refused (RFC 3264 §8).
     * @throws RelayException if the call must not go on like this; what the offer opened is closed again then */
    default void described(MediaExchange exchange) throws RelayException {}

    /** What was described holds: with the first offer of a dialogue, so that early media flow, and with every answer. */
    default void agreed(MediaExchange exchange) {}

    /** The section as the other party shall see it. @param section as the concerns before have left it */
    default MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        return section;
    }

    /** The other party is shown the address 0.0.0.0 although the description's writer has one. */
    default boolean hidesAddress(MediaExchange exchange) {
        return false;
    }

    /** Attributes that the description as a whole needs for the receiver: {@code NAME} or {@code NAME:VALUE}. */
    default List<String> sessionAttributes(MediaExchange exchange) {
        return List.of();
    }

    /** For the warning of the reply: what was asked for and could not be done. */
    default Optional<String> warning(MediaExchange exchange) {
        return Optional.empty();
    }

    /** The stream ends; its ports are closed after this. */
    default void closed() {}
}
