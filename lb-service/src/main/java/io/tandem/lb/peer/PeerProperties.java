package io.tandem.lb.peer;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Peers that the load balancer trusts, {@code tandem.lb.peers}.
 * @param enabled read the peer hosts from the database; without, only the whitelists of the configuration count
 * @param refresh how often names of peers are looked up again; a change of the peers acts within {@code poll} at most
 * @param poll    how often the database is asked for changes
 * @param retry   after which it is tried again while the database is away */
@Validated
@ConfigurationProperties("tandem.lb.peers")
public record PeerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("5m") Duration refresh, @DefaultValue("5s") Duration poll,
                             @DefaultValue("30s") Duration retry) {

    public PeerProperties {
        if (!refresh.isPositive() || !poll.isPositive() || !retry.isPositive()) {
            throw new IllegalArgumentException("tandem.lb.peers: refresh %s, poll %s and retry %s must be positive".formatted(refresh, poll, retry));
        }
    }
}
