package io.tandem.proxy.route;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** SIP addresses of this proxy and the elements around it, {@code tandem.proxy.sip}. All are {@code ip:port}, UDP.
 * @param listen        this proxy, exactly this address; also what Record-Route and P-Proxy-Uri show
 * @param loadBalancers internal sockets of the load balancers
 * @param b2bua         the call server between the two legs
 * @param appServer     voice boxes
 * @param server        text of the Server header
 * @param gather        a busy proxy handles what comes within that time together, which saves CPU; each step of a call (a message, an answer of Redis, of the
 *                      journal or of a relay) waits for the next turn, so that a call's setup takes several times as long; 0: nothing waits */
@Validated
@ConfigurationProperties("tandem.proxy.sip")
public record SipProperties(@DefaultValue("127.0.0.1:5062") @NotBlank String listen,
                            @DefaultValue("127.0.0.1:5060") @NotEmpty List<String> loadBalancers,
                            @DefaultValue("127.0.0.1:5080") @NotBlank String b2bua,
                            @DefaultValue("127.0.0.1:5070") @NotBlank String appServer,
                            @DefaultValue("Tandem Proxy") @NotBlank String server,
                            @DefaultValue("0ms") @DurationMin @DurationMax(millis = 20) Duration gather) {}
