package io.tandem.relay.stream;

import java.util.Optional;

import io.tandem.relay.option.Options;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

/** One media line of one offer or answer on its way from one party to the other.
 * @param offer       else an answer
 * @param sender      side of the party that wrote the description
 * @param description as it came
 * @param index       of the media line
 * @param remote      what the line says of its writer's end
 * @param transport   of a line that has ended, but whose transport others use: the same as if it went on without media */
public record MediaExchange(boolean offer, int sender, SessionDescription description, int index, RemoteMedia remote, MediaStream stream,
                            MediaOptions options, Optional<MediaExchange> transport) {
    /** Of a line that has ended, but whose transport others use.
     * @param goingOn the description as if the line went on without media
     * @param end     what the line says there */
    public MediaExchange transportOnly(SessionDescription goingOn, RemoteMedia end) {
        MediaExchange silent = new MediaExchange(offer, sender, goingOn, index, end, stream, options, Optional.empty());
        return new MediaExchange(offer, sender, description, index, remote, stream, options, Optional.of(silent));
    }

    /** The line has ended, but others use its transport. */
    public boolean isTransportOnly() {
        return transport.isPresent();
    }

    /** The exchange as the line's transport sees it. */
    public MediaExchange ofTransport() {
        return transport.orElse(this);
    }

    /** The section as it came. */
    public MediaDescription section() {
        return description.media().get(index);
    }

    /** Leg of the party that wrote the description. */
    public Leg from() {
        return stream.leg(sender);
    }

    /** Leg of the party that gets it. */
    public Leg to() {
        return stream.leg(1 - sender);
    }

    /** A flag of the request; {@code LIST-ENTRY} for an entry of a list. */
    public boolean has(String flag) {
        return options.request().has(flag);
    }

    /** The request's options in one spelling. */
    public Options request() {
        return options.request();
    }
}
