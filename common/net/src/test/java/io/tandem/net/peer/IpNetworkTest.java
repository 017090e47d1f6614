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

    @Test void equalNetworksAreEqual() {
        assertThat(IpNetwork.parse("192.0.2.0/24")).isEqualTo(IpNetwork.parse("192.0.2.0/24")).isNotEqualTo(IpNetwork.parse("192.0.2.0/25"))
            .hasSameHashCodeAs(IpNetwork.parse("192.0.2.0/24"));
    }
}
