package io.tandem.data.customer;

import java.util.List;
import java.util.stream.Stream;

import io.tandem.data.snapshot.Preferences;
import io.tandem.net.peer.IpNetwork;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CustomerLocationsTest {
    private static CustomerLocation location(int id, String... networks) {
        return new CustomerLocation(id, "l" + id, Stream.of(networks).map(IpNetwork::parse).toList(), Preferences.NONE);
    }

    private final CustomerLocations locations = new CustomerLocations(List.of(location(1, "10.0.0.0/8"), location(2, "10.1.0.0/16", "2001:db8::/32"),
            location(3, "10.1.0.0/16")));

    @Test void theSmallestNetworkWins() {
        assertThat(locations.at("10.2.0.1")).hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(1));
        assertThat(locations.at("10.1.0.1")).hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(2));
        assertThat(locations.at("2001:db8::7")).hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(2));
    }

    @Test void elsewhereIsNowhere() {
        assertThat(locations.at("192.0.2.1")).isEmpty();
        assertThat(locations.at("")).isEmpty();
        assertThat(CustomerLocations.NONE.at("10.1.0.1")).isEmpty();
    }
}
