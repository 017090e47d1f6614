package io.tandem.net.peer;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IpNetworkTest {
    @ParameterizedTest
    @CsvSource({"192.0.2.0/24, 192.0.2.77, true", "192.0.2.0/24, 192.0.3.1, false", "192.0.2.128/25, 192.0.2.127, false", "0.0.0.0/0, 10.1.2.3, true",
        "192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false", "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false",
        "0.0.0.0/0, ::1, false"})
    void addressesWithTheSameFirstBitsAreIn(String network, String address, boolean in) {
        assertThat(IpNetwork.parse(network).contains(InetAddress.ofLiteral(address).getAddress())).isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/x", ""})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> IpNetwork.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false",
        "192.0.2.128/25, 192.0.2.127, false", "192.0.2.128/25, 192.0.2.200, true", "0.0.0.0/0, 203.0.113.7, true", "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false"})
    void leadingBitsDecide(String network, String address, boolean inside) {
        assertThat(IpNetwork.of(network).orElseThrow().contains(IpNetwork.address(address).orElseThrow().getAddress())).isEqualTo(inside);
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

    @Test void equalNetworksAreEqual() {
        assertThat(IpNetwork.parse("192.0.2.0/24")).isEqualTo(IpNetwork.parse("192.0.2.0/24")).isNotEqualTo(IpNetwork.parse("192.0.2.0/25"))
            .hasSameHashCodeAs(IpNetwork.parse("192.0.2.0/24"));
    }
}
