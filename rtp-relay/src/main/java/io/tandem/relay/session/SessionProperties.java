package io.tandem.relay.session;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long calls live, {@code tandem.rtp-relay.session}; 0 switches a limit off.
 * @param timeout       an answered call without any packet
 * @param silentTimeout the same while every stream is on hold
 * @param offerTimeout  an offer that nobody answers
 * @param finalTimeout  any call, counted from its first offer
 * @param deleteDelay   between the delete command and the end of the call: late packets still pass
 * @param maxSessions   further offers are refused; 0 drains the relay */
@ConfigurationProperties("tandem.rtp-relay.session")
public record SessionProperties(@DefaultValue("60s") Duration timeout, @DefaultValue("3600s") Duration silentTimeout,
                                @DefaultValue("3600s") Duration offerTimeout, @DefaultValue("0s") Duration finalTimeout,
                                @DefaultValue("30s") Duration deleteDelay, @DefaultValue("1000000") int maxSessions) {
    public SessionProperties {
        if (timeout.isNegative() || silentTimeout.isNegative() || offerTimeout.isNegative() || finalTimeout.isNegative()
                || deleteDelay.isNegative() || maxSessions < 0) {
            throw new IllegalArgumentException("tandem.rtp-relay.session: no limit may be negative");
        }
    }
}
