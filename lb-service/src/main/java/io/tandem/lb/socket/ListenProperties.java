package io.tandem.lb.socket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

import io.tandem.sip.transport.Protocol;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the load balancer listens, {@code tandem.lb.listen}. Exactly these addresses are bound, never the wildcard.
 * @param external     towards phones and peers; the first of a transport is used where nobody named one
 * @param extraSockets further external sockets, chosen by name or address for a peer or a permanent registration
 * @param internal     {@code address:port}, UDP, towards the proxies; may be (the name of) an external UDP socket, as in development mode
 * @param inside       elements of this system: {@code address:port}, {@code address} or {@code address/bits}; the proxies are added */
@ConfigurationProperties("tandem.lb.listen")
public record ListenProperties(@NotEmpty List<@Valid Socket> external, @DefaultValue List<@Valid Socket> extraSockets,
                               @DefaultValue("127.0.0.1:5060") @NotBlank String internal, @DefaultValue List<String> inside) {

    /** One socket.
     * @param name       for logs and peers' settings
     * @param address    an IP address of this host; IPv6 in brackets
     * @param advertised host or {@code host:port} that stands in our Via, Record-Route, Path and Contact instead of the bound address; for a host
     *                   behind a 1:1 NAT */
    public record Socket(@NotBlank String name, @DefaultValue("udp") String transport, @NotBlank String address, @Min(0) @Max(65_535) int port,
                         @DefaultValue("") String advertised) {

        public Socket {
            if (Protocol.of(transport).isEmpty()) {
                throw new IllegalArgumentException("socket %s: transport '%s' is none of udp, tcp, tls, ws, wss".formatted(name, transport));
            }
            if (!advertised.isEmpty() && HostPort.parse(advertised, 1).isEmpty()) {
                throw new IllegalArgumentException("socket %s: advertised '%s' is not host or host:port".formatted(name, advertised));
            }
        }

        /** The transport as a protocol. */
        public Protocol protocol() {
            return Protocol.valueOf(transport.toUpperCase(Locale.ROOT));
        }

        /** What it advertises once it is bound to this address. */
        public HostPort advertised(InetSocketAddress bound) {
            return HostPort.parse(advertised, bound.getPort()).orElse(HostPort.of(bound));
        }
    }
}
