package io.tandem.lb.peer;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Peers that the load balancer trusts, {@code tandem.lb.peers}.
 * @param enabled read the peers that the proxies write to Redis; without, only the whitelists of the configuration count
 * @param poll    how often the list is read: a change of the peers acts so much later at most
 * @param refresh how often names of peers are looked up again */
@ConfigurationProperties("tandem.lb.peers")
public record PeerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("5s") Duration poll, @DefaultValue("5m") Duration refresh) {

    public PeerProperties {
        if (!refresh.isPositive() || !poll.isPositive()) {
            throw new IllegalArgumentException("tandem.lb.peers: poll %s and refresh %s must be positive".formatted(poll, refresh));
        }
    }
}
