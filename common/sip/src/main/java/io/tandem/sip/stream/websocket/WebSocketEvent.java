package io.tandem.sip.stream.websocket;

/** What happens on a WebSocket beside messages, told as events of its channel; and the one thing asked for that way. */
public sealed interface WebSocketEvent {

    /** The handshake is done; messages follow. */
    record Upgraded() implements WebSocketEvent {}

    /** A ping or a pong has come; a ping has been answered. */
    record KeepAlive() implements WebSocketEvent {}

    /** The upgrade was refused, and the client told so. */
    record Refused(String why) implements WebSocketEvent {}

    /** The client has closed, and was answered. */
    record Closed() implements WebSocketEvent {}

    /** To be written: a ping. */
    enum Ping implements WebSocketEvent {
        INSTANCE
    }
}
