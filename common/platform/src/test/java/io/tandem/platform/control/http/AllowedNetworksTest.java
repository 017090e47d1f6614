package io.tandem.platform.control.http;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AllowedNetworksTest {
    private final AllowedNetworks allowed = AllowedNetworks.of(List.of("10.1.0.0/19", "192.0.2.7:5062", "192.0.2.9", "[2001:db8::1]:5060", "2001:db8:1::/48"));

    @ParameterizedTest
    @CsvSource({"127.0.0.1,true", "127.9.9.9,true", "::1,true", "10.1.31.255,true", "10.1.32.0,false", "192.0.2.7,true", "192.0.2.8,false", "192.0.2.9,true",
        "2001:db8::1,true", "2001:db8::2,false", "2001:db8:1:ffff::1,true", "2001:db8:2::1,false", "0.0.0.0,false"})
    void onlyLoopbackAndTheNamedNetworksAreAllowed(String address, boolean expected) {
        assertThat(allowed.contains(InetAddress.ofLiteral(address))).isEqualTo(expected);
    }

    @Test void aWholeFamilyCanBeAllowed() {
        assertThat(AllowedNetworks.of(List.of("0.0.0.0/0")).contains(InetAddress.ofLiteral("203.0.113.1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/x", ""})
    void namesAndNonsenseAreRefusedWithTheEntry(String entry) {
        assertThatIllegalArgumentException().isThrownBy(() -> AllowedNetworks.of(List.of(entry))).withMessageContaining("'" + entry + "'");
    }
}
