package io.tandem.lb.stream;

/** Everything that is configured about stream sockets. */
public record StreamSettings(TcpProperties tcp, TlsProperties tls, WebSocketProperties webSocket) {}
