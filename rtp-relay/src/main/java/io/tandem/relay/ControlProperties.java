package io.tandem.relay;

import java.net.InetSocketAddress;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the ng protocol is spoken, {@code tandem.rtp-relay.control}. Who can reach it can divert calls: keep it inside.
 * @param address of this host, never a wildcard
 * @param port    UDP; 0 lets the system choose */
@ConfigurationProperties("tandem.rtp-relay.control")
public record ControlProperties(@DefaultValue("127.0.0.1") String address, @DefaultValue("12222") int port) {
    public ControlProperties {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("tandem.rtp-relay.control.port: " + port + " outside 0-65535");
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
