package io.tandem.lb;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How the load balancer names itself, {@code tandem.lb.identity}.
 * @param server the Server header of its own answers */
@Validated
@ConfigurationProperties("tandem.lb.identity")
public record IdentityProperties(@DefaultValue("Tandem LB") String server) {}
