package io.tandem.proxy.peer;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Calls to peers, {@code tandem.proxy.peering}.
 * @param failoverCodes final responses of a peer after which the next one is tried; a server that is silent or cannot be reached counts as 408 */
@Validated
@ConfigurationProperties("tandem.proxy.peering")
public record PeerProperties(@DefaultValue({"408", "500", "503"}) Set<Integer> failoverCodes) {
    public PeerProperties {
        failoverCodes = Set.copyOf(failoverCodes);
    }
}
