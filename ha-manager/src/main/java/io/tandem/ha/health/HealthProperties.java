package io.tandem.ha.health;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Services of this node without which the peer is the better one, {@code tandem.ha-manager.health}.
 *
 * @param services  {@code {name, url}}, for example {@code {name: lb-service, url: "http://127.0.0.1:15060/actuator/health"}}
 * @param interval  between two looks; a look waits for an answer as long
 * @param failures  so many within the window, and the peer is the better one: a service that is started again and again serves nobody
 * @param window    of failures
 * @param patience  a service that does not answer for so long does not come back by itself
 * @param starting  the same of a service that has not answered at all since this manager's start: the first start migrates the schema
 * @param recovered a service must work for so long before the node is as good as before
 * @param settling  after a change of the role services turn to other stores, all at once: what they say, or do not say, counts again after so long
 */
@Validated
@ConfigurationProperties("tandem.ha-manager.health")
public record HealthProperties(@DefaultValue List<@Valid Service> services, @DefaultValue("1s") Duration interval, @DefaultValue("3") @Min(1) int failures,
                               @DefaultValue("60s") Duration window, @DefaultValue("15s") Duration patience,
                               @DefaultValue("120s") Duration starting, @DefaultValue("60s") Duration recovered,
                               @DefaultValue("5s") Duration settling) {
    /** A service and its health endpoint on this node. */
    public record Service(@NotBlank String name, @NotNull URI url) {}
}
