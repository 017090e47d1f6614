package io.tandem.sip.stream.websocket;

import java.util.List;

/** What an upgrade must bring.
 * @param origins that browsers may come from, for example {@code https://phone.example.org}; empty: any. Clients that send no Origin are no browsers
 *                and may come.
 * @param paths   of the request, without query; empty: any */
public record WebSocketSettings(List<String> origins, List<String> paths) {

    /** Any Origin, any path. */
    public static final WebSocketSettings OPEN = new WebSocketSettings(List.of(), List.of());

    public WebSocketSettings {
        origins = List.copyOf(origins);
        paths = List.copyOf(paths);
    }
}
