package io.tandem.relay.kernel;

import io.tandem.relay.os.Endpoint;

/**
 * One direction of one stream, as the kernel passes it on: what comes to {@code local} from {@code source} leaves from {@code from} to
 * {@code to}. All four are of one address family.
 * @param rtp          RTP packets are passed on
 * @param rtcp         RTCP packets are passed on; at least one of both
 * @param trafficClass TOS octet of what is sent, 0..255
 * @param clockRateHz  of the media clock, for jitter */
public record Flow(Endpoint local, Endpoint source, Endpoint from, Endpoint to, boolean rtp, boolean rtcp, int trafficClass,
                   int clockRateHz) {
    public Flow {
        if (local.isIpv6() != source.isIpv6() || local.isIpv6() != from.isIpv6() || local.isIpv6() != to.isIpv6()) {
            throw new IllegalArgumentException("flow of both address families: " + local + " " + source + " " + from + " " + to);
        }
        if (trafficClass < 0 || trafficClass > 255) throw new IllegalArgumentException("traffic class " + trafficClass + " outside 0..255");
        if (clockRateHz <= 0) throw new IllegalArgumentException("clock rate " + clockRateHz + " Hz");
    }
}
