package io.tandem.relay.sdp;

import java.net.InetAddress;
import java.util.Optional;

import io.tandem.relay.os.Endpoint;
import io.tandem.sdp.Direction;

/** What a party's media line says of its own end.
 * @param type     {@code audio}, {@code video}, {@code image} ...
 * @param protocol for example {@code RTP/AVP}
 * @param codec    the first format, for reports
 * @param rejected port 0: refused or ended
 * @param rtp      empty if nothing may be sent there: port 0, or the address 0.0.0.0 or :: of an old-style hold
 * @param rtcp     by {@code a=rtcp} (RFC 3605), else the next port
 * @param clockRatesHz by payload type
 * @param eventTypes payload types of telephone-event (RFC 4733)
 * @param ice     it has ICE credentials: an address 0.0.0.0 is none yet, and no hold (RFC 8840 §4.1) */
public record RemoteMedia(String type, String protocol, String codec, boolean rejected, Optional<Endpoint> rtp, Optional<Endpoint> rtcp,
                          Direction direction, boolean rtcpMux, int[] clockRatesHz, int[] eventTypes, boolean ice) {
    public boolean isRtp() {
        return protocol.contains("RTP/");
    }

    /** Shown with the address 0.0.0.0 (RFC 2543; RFC 3264 §8.4). */
    public boolean isUnspecified() {
        return !rejected && rtp.isEmpty() && !ice;
    }

    /** Held the new way by direction, or the old way by address. */
    public boolean isHeld() {
        return direction != Direction.SENDRECV || isUnspecified();
    }

    /** The same end on another host, such as the one that the request came from. */
    public RemoteMedia at(InetAddress host) {
        return new RemoteMedia(type, protocol, codec, rejected, rtp.map(e -> Endpoint.of(host, e.port())),
                rtcp.map(e -> Endpoint.of(host, e.port())), direction, rtcpMux, clockRatesHz, eventTypes, ice);
    }

    /** The same line with port 0. */
    public RemoteMedia refused() {
        return new RemoteMedia(type, protocol, codec, true, Optional.empty(), Optional.empty(), direction, rtcpMux, clockRatesHz, eventTypes, ice);
    }
}
