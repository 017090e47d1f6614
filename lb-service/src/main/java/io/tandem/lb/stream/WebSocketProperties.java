package io.tandem.lb.stream;

import java.util.List;

import io.tandem.sip.stream.websocket.WebSocketSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The ws and wss sockets (RFC 7118), {@code tandem.lb.websocket}.
 * @param origins pages that browsers may come from, for example {@code https://phone.example.org}; empty for any
 * @param paths   that are served, for example {@code /wss/sip/}; empty for any */
@ConfigurationProperties("tandem.lb.websocket")
public record WebSocketProperties(@DefaultValue List<String> origins, @DefaultValue List<String> paths) {

    WebSocketSettings settings() {
        return new WebSocketSettings(origins, paths);
    }
}
