package io.tandem.relay.sdp;

import java.net.InetAddress;

/** The relay's own end of one media line, as the receiving party shall see it.
 * @param rtpPort   0: the line is refused or ended
 * @param rtcpPort  for {@code a=rtcp}; 0: no such line
 * @param rtcpMux   the line says {@code a=rtcp-mux} (RFC 5761)
 * @param hold      the other party's address is 0.0.0.0: shown as it is */
public record LocalMedia(InetAddress address, int rtpPort, int rtcpPort, boolean rtcpMux, boolean hold) {}
