package io.tandem.provisioning.location;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IpNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false",
        "192.0.2.128/25, 192.0.2.127, false", "192.0.2.128/25, 192.0.2.200, true", "0.0.0.0/0, 203.0.113.7, true", "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false"})
    void leadingBitsDecide(String network, String address, boolean inside) {
        assertThat(IpNetwork.of(network).orElseThrow().contains(IpNetwork.address(address).orElseThrow())).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "10.1", "10", "host", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::1/129", "[::1]", "10.0.0.0 /8", "1:2"})
    void nothingElseIsANetwork(String text) {
        assertThat(IpNetwork.of(text)).isEmpty();
    }

    @Test void anAddressAloneIsANetworkOfOne() {
        assertThat(IpNetwork.of("192.0.2.1").orElseThrow().bits()).isEqualTo(32);
        assertThat(IpNetwork.of("2001:db8::1").orElseThrow().bits()).isEqualTo(128);
    }
}
