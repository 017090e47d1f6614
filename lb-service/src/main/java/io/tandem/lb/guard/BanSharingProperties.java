package io.tandem.lb.guard;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How load balancers share bans over the central Redis, {@code tandem.lb.ban-sharing}.
 * @param enable        without it each load balancer knows its own bans only, and the API lists none
 * @param interval      how often the others' news are read: what one bans or lets free acts on all within this time
 * @param knownInterval how often the addresses of registered phones are read, so that a load balancer that was started or took over knows them */
@ConfigurationProperties("tandem.lb.ban-sharing")
public record BanSharingProperties(@DefaultValue("true") boolean enable, @DefaultValue("200ms") Duration interval,
                                   @DefaultValue("1h") Duration knownInterval) {}
