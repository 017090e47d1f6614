package io.tandem.b2bua.outlet;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Where the B2BUA listens, {@code tandem.b2bua.listen}: also its Via and its Contact on both legs.
 * @param address exactly this one, never the wildcard
 * @param port    UDP; 0 lets the system choose */
@Validated
@ConfigurationProperties("tandem.b2bua.listen")
public record ListenProperties(@DefaultValue("127.0.0.1") InetAddress address, @DefaultValue("5080") @Min(0) @Max(65535) int port) {
    public ListenProperties {
        if (address.isAnyLocalAddress()) {
            throw new IllegalArgumentException("tandem.b2bua.listen.address %s is the wildcard; name one address of this host: it is put into Contact"
                .formatted(address.getHostAddress()));
        }
    }

    public InetSocketAddress socket() {
        return new InetSocketAddress(address, port);
    }
}
