package io.tandem.lb;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How the load balancer names itself, {@code tandem.lb.identity}.
 * @param server the Server header of its own answers */
@ConfigurationProperties("tandem.lb.identity")
public record IdentityProperties(@DefaultValue("Tandem LB") String server) {}
