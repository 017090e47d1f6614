package io.tandem.data.customer;

import java.util.List;

import io.tandem.data.snapshot.Preferences;
import io.tandem.net.peer.IpNetwork;

/**
 * A place of a customer, told by the networks its phones are in. Immutable.
 *
 * @param preferences those of the place alone
 */
public record CustomerLocation(int id, String name, List<IpNetwork> networks, Preferences preferences) {
    public CustomerLocation {
        networks = List.copyOf(networks);
    }
}
