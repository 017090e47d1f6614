package io.tandem.lb.target;

import java.time.Duration;
import java.util.List;

import io.tandem.lb.affinity.CallIdMemory;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The proxies and how they are watched, {@code tandem.lb.target}.
 * @param probeInterval between probes (OPTIONS) of a proxy that is up
 * @param retryInterval between probes of one that is new, suspect or down
 * @param probeTimeout  after which a probe has failed
 * @param failures      failed probes in a row that take a proxy down
 * @param successes     answered probes in a row that bring it back, or a new one in
 * @param silence       a proxy that owes answers to requests and says nothing for so long is suspect: until it speaks, calls go to the next one.
 *                      Keep it below 500 ms, so that the first retransmission of a lost request (RFC 3261 T1) meets a proxy that lives; with one
 *                      proxy only it has no effect
 * @param remember      how long a Call-ID stays with its proxy after a proxy was added, drained or has come back; at least the life of a transaction
 * @param rememberMoved the same for a Call-ID that is not where the ring has it: longest time that a phone may ring
 */
@ConfigurationProperties("tandem.lb.target")
public record TargetProperties(@NotEmpty List<@Valid Proxy> proxies, @DefaultValue("10s") Duration probeInterval,
                               @DefaultValue("1s") Duration retryInterval, @DefaultValue("2s") Duration probeTimeout,
                               @DefaultValue("1") @Min(1) int failures, @DefaultValue("1") @Min(1) int successes,
                               @DefaultValue("400ms") Duration silence, @DefaultValue("64s") Duration remember,
                               @DefaultValue("5m") Duration rememberMoved) {

    public TargetProperties {
        requireWithinMemory("remember", remember);
        requireWithinMemory("remember-moved", rememberMoved);
    }

    private static void requireWithinMemory(String name, Duration time) {
        if (time.toSeconds() < 1 || time.toSeconds() > CallIdMemory.MAX_SECONDS) {
            throw new IllegalArgumentException("tandem.lb.target.%s %s is not 1..%d s".formatted(name, time, CallIdMemory.MAX_SECONDS));
        }
    }

    /** One proxy, or the shared address of a pair.
     * @param address {@code address:port}, UDP; also its name in the ring
     * @param weight  its share of the calls */
    public record Proxy(@NotBlank String address, @DefaultValue("1") @Min(1) int weight) {}
}
