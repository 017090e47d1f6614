package io.tandem.b2bua.outlet;

import io.tandem.sip.message.SipUri;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutletTest {
    @ParameterizedTest @ValueSource(strings = {"1.2.3.4", "01.2.3.4", "0.0.0.0", "199.0.0.255", "255.255.255.255", "[::1]", "[2001:db8::1]"})
    void anAddressIsReachedWithoutDns(String host) {
        assertThat(Outlet.isAddress(SipUri.parse("sip:bob@" + host + ":5060"))).isTrue();
    }

    @ParameterizedTest @ValueSource(strings = {"001.2.3.4", "256.1.1.1", "1.2.3", "1.2.3.4.", ".1.2.3.4", "1..2.3", "1.2.3.4.5", "1.2.3.a", "1.2.3.1000", "a.b", "localhost"})
    void anythingElseIsAName(String host) {
        assertThat(Outlet.isAddress(SipUri.parse("sip:bob@" + host))).isFalse();
    }
}
