package io.tandem.cli.site;

import java.util.List;

/**
 * A network interface of a node.
 *
 * @param name    as the kernel has it
 * @param own     addresses that only this node has; none if another program sets none
 * @param shared  addresses that the active node of the pair has
 * @param types   what it is for: {@code sip_ext}, {@code ha_int} ...
 * @param gateway of its network, or empty
 */
public record Card(String name, List<Address> own, List<Address> shared, List<String> types, String gateway) {
    /** @param bits length of the network's prefix */
    public record Address(String host, int bits) {
        boolean isIpv6() {
            return host.contains(":");
        }

        /** Ready for a port after it: IPv6 in brackets. */
        String socket(int port) {
            return (isIpv6() ? "[" + host + "]" : host) + ":" + port;
        }

        String withBits() {
            return host + "/" + bits;
        }
    }

    /** Where a service listens that belongs to the pair: shared addresses if there are any. */
    List<Address> service() {
        return shared.isEmpty() ? own : shared;
    }

    boolean is(String type) {
        return types.contains(type);
    }
}
