package io.tandem.proxy.dns;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The DNS that domains of others are looked up in, {@code tandem.proxy.dns}.
 * @param servers addresses as {@code ip:port}, asked in this order; none: those of {@code /etc/resolv.conf}
 * @param hosts   file of names whose addresses no server is asked for; it is read again after it has changed
 * @param timeout for the answer of one server */
@Validated
@ConfigurationProperties("tandem.proxy.dns")
public record DnsProperties(@DefaultValue({}) List<String> servers, @DefaultValue("/etc/hosts") Path hosts,
                            @DefaultValue("2s") @DurationMin(millis = 1) Duration timeout) {
    public DnsProperties {
        servers = List.copyOf(servers);
    }
}
