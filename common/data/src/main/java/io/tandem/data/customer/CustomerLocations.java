package io.tandem.data.customer;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import io.tandem.net.peer.IpNetwork;

/** All places of a customer. Immutable. */
public record CustomerLocations(List<CustomerLocation> all) {
    public static final CustomerLocations NONE = new CustomerLocations(List.of());

    public CustomerLocations {
        all = List.copyOf(all);
    }

    /**
     * The place with the smallest network that an address is in; of several the first.
     *
     * @param address as the load balancer tells it; of one that cannot be read nothing is known
     */
    public Optional<CustomerLocation> at(String address) {
        if (all.isEmpty()) return Optional.empty();
        byte[] phone = IpNetwork.address(address).map(InetAddress::getAddress).orElseGet(() -> new byte[0]);
        CustomerLocation found = null;
        int bits = -1;
        for (CustomerLocation location : all) {
            for (IpNetwork network : location.networks()) {
                if (network.bits() > bits && network.contains(phone)) {
                    found = location;
                    bits = network.bits();
                }
            }
        }
        return Optional.ofNullable(found);
    }
}
