package io.tandem.proxy.media;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The media relays of this proxy, {@code tandem.proxy.relay}.
 * @param addresses   ng sockets, {@code ip:port}; a call stays with one of them
 * @param local       address the ng client sends from; port 0 is any free one
 * @param retry       wait for a reply before a command is sent again
 * @param attempts    how often a command is sent before the relay counts as dead
 * @param disabledFor how long new calls avoid a relay that did not answer */
@Validated
@ConfigurationProperties("tandem.proxy.relay")
public record RelayProperties(@DefaultValue("127.0.0.1:12222") @NotEmpty List<String> addresses,
                              @DefaultValue("127.0.0.1:0") String local,
                              @DefaultValue("1s") Duration retry,
                              @DefaultValue("5") @Min(1) @Max(20) int attempts,
                              @DefaultValue("60s") Duration disabledFor) {}
