package io.tandem.lb.egress;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How messages leave to the outside, {@code tandem.lb.egress}.
 * @param maxUdpRequest bytes of a request beyond which TCP is used where the target allows (RFC 3261 §18.1.1); else it leaves over UDP, in fragments */
@ConfigurationProperties("tandem.lb.egress")
public record EgressProperties(@DefaultValue("1300") @Min(500) @Max(65_507) int maxUdpRequest) {}
