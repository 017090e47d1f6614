package io.tandem.lb.trace;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something a trace has seen: a message that came in or left, or what became of the one before.
 *
 * @param message a copy, perhaps of the beginning only; empty for a verdict
 * @param length of the whole message
 * @param verdict empty for a message
 */
record Sighting(Instant time, Direction direction, InetSocketAddress peer, String socket, byte[] message, int length, String verdict) {
    /** Seen from the load balancer. */
    enum Direction { IN, OUT }

    /** For the control command: everything as text, secrets masked. */
    Map<String, Object> toStruct() {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("time", time.toString());
        struct.put("direction", direction == Direction.IN ? "in" : "out");
        struct.put("peer", peerText());
        struct.put("socket", socket);
        if (verdict.isEmpty()) {
            struct.put("line", Masking.startLine(message));
            struct.put("message", wholeText());
        } else {
            struct.put("verdict", verdict);
        }
        return struct;
    }

    String peerText() {
        String host = peer.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + peer.getPort();
    }

    String wholeText() {
        return Masking.whole(message) + (message.length < length ? "(the rest of " + length + " bytes not kept)\n" : "");
    }
}
