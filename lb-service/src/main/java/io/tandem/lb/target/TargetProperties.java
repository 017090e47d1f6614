package io.tandem.lb.target;

import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The proxies and how they are probed, {@code tandem.lb.target}.
 * @param probeInterval between probes of a proxy that is up
 * @param retryInterval between probes of one that is down
 * @param probeTimeout  after which a probe has failed
 * @param failures      failed probes in a row that take a proxy down; one success brings it back */
@Validated
@ConfigurationProperties("tandem.lb.target")
public record TargetProperties(@NotEmpty List<@Valid Proxy> proxies, @DefaultValue("10s") Duration probeInterval,
                               @DefaultValue("1s") Duration retryInterval, @DefaultValue("2s") Duration probeTimeout,
                               @DefaultValue("1") @Min(1) int failures) {

    /** One proxy, or the shared address of a pair.
     * @param address {@code address:port}, UDP
     * @param weight  its share of the calls */
    public record Proxy(@NotBlank String address, @DefaultValue("1") @Min(1) int weight) {}
}
