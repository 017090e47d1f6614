package io.tandem.relay.control.stream;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The ng protocol over TCP, HTTP and WebSocket, the control port and the console, {@code tandem.rtp-relay.listen}; an empty text switches a port off.
 * Who can reach them can divert calls: keep them inside.
 * @param tcp     the ng protocol over TCP, {@code address:port}
 * @param http    the ng protocol over HTTP and WebSocket, control commands by XML-RPC and JSON-RPC, metrics
 * @param cli     line commands over TCP
 * @param allowed networks from which the three take connections beside loopback, {@code address} or {@code address/bits} */
@ConfigurationProperties("tandem.rtp-relay.listen")
public record StreamProperties(@DefaultValue("127.0.0.1:12222") String tcp, @DefaultValue("127.0.0.1:12223") String http,
                               @DefaultValue("127.0.0.1:9900") String cli, @DefaultValue List<String> allowed) {
    public StreamProperties {
        allowed = List.copyOf(allowed);
    }
}
