package io.tandem.relay.ice;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses from octets. */
final class Addresses {
    private Addresses() {}

    /** @param octets 4 or 16 */
    static InetAddress of(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address of " + octets.length + " octets", e);
        }
    }
}
