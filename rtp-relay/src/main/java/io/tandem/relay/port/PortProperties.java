package io.tandem.relay.port;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** UDP ports the relay hands out, {@code tandem.rtp-relay.ports}.
 * @param first      even: RTP uses it, RTCP the next one
 * @param last       odd
 * @param quarantine how long a freed pair rests, so that late packets cannot reach the next call */
@ConfigurationProperties("tandem.rtp-relay.ports")
public record PortProperties(@DefaultValue("30000") int first, @DefaultValue("39999") int last, @DefaultValue("30s") Duration quarantine) {
    public PortProperties {
        if (first < 1024 || last > 65535 || first % 2 != 0 || last % 2 != 1 || first > last) {
            throw new IllegalArgumentException(("tandem.rtp-relay.ports: %d-%d is no range of port pairs; first must be even, last odd, "
                    + "both within 1024-65535").formatted(first, last));
        }
        if (quarantine.isNegative()) throw new IllegalArgumentException("tandem.rtp-relay.ports.quarantine: " + quarantine
                + " is negative");
    }

    int pairs() {
        return (last - first + 1) / 2;
    }
}
