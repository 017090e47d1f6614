package io.tandem.relay.port;

import io.tandem.relay.os.Endpoint;

/** Two bound sockets, for RTP on the even port and RTCP on the next one. */
public record PortPair(Endpoint rtp, int rtpFd, Endpoint rtcp, int rtcpFd) {}
