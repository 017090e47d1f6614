package io.tandem.appserver.media;

import java.net.InetSocketAddress;
import java.util.OptionalInt;

import io.tandem.codec.G711;
import io.tandem.sdp.Direction;

/**
 * What offer and answer came to (RFC 3264).
 *
 * @param remote         where our RTP goes
 * @param law            the one codec in use, both ways
 * @param telephoneEvent payload type of RFC 4733 events, if agreed
 * @param direction      ours: what we may send and receive
 */
public record AgreedMedia(InetSocketAddress remote, G711 law, OptionalInt telephoneEvent, Direction direction) {
    public AgreedMedia {
        if (remote.isUnresolved() || remote.getPort() == 0) throw new IllegalArgumentException("RTP cannot be sent to " + remote);
    }
}
