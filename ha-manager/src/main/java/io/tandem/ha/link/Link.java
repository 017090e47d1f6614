package io.tandem.ha.link;

import java.net.InetAddress;

/**
 * A path to the peer.
 *
 * @param name      for operators
 * @param local     this node's own address there
 * @param peer      the peer's own address there
 * @param reflected the ping nodes are on this network: heartbeats go by way of them as well
 */
public record Link(String name, InetAddress local, InetAddress peer, boolean reflected) {
    public Link {
        if (local.getAddress().length != peer.getAddress().length) {
            throw new IllegalArgumentException("link %s joins %s and %s: not of one address family".formatted(name, local.getHostAddress(),
                    peer.getHostAddress()));
        }
        if (local.equals(peer)) throw new IllegalArgumentException("link %s joins %s to itself".formatted(name, local.getHostAddress()));
    }
}
