package io.tandem.sip.stream;

import java.util.Optional;

import io.tandem.sip.stream.http.HttpEndpoint;
import io.tandem.sip.stream.tls.CertificateStore;
import io.tandem.sip.stream.websocket.WebSocketSettings;

/** What one listener has beside its address.
 * @param certificates needed for TLS and WSS
 * @param webSocket    rules of WS and WSS
 * @param http         serves HTTP requests that come to a TCP listener; without one they are no SIP and cut */
public record ListenOptions(Optional<CertificateStore> certificates, WebSocketSettings webSocket, Optional<HttpEndpoint> http) {

    /** Plain TCP, or WS open to all. */
    public static final ListenOptions PLAIN = new ListenOptions(Optional.empty(), WebSocketSettings.OPEN, Optional.empty());

    public ListenOptions with(CertificateStore store) {
        return new ListenOptions(Optional.of(store), webSocket, http);
    }

    public ListenOptions with(WebSocketSettings rules) {
        return new ListenOptions(certificates, rules, http);
    }

    public ListenOptions with(HttpEndpoint endpoint) {
        return new ListenOptions(certificates, webSocket, Optional.of(endpoint));
    }
}
