package io.tandem.lb.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressesTest {

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    @ParameterizedTest
    @CsvSource({"1.2.3.4:5062, 1.2.3.4, 5062", "1.2.3.4, 1.2.3.4, 9", "[::1]:7, [::1], 7", "[::1], [::1], 9", "host.example:65535, host.example, 65535"})
    void readsHostAndPort(String text, String host, int port) {
        assertThat(HostPort.parse(text, 9)).contains(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":5", "a:", "a:65536", "a:-1", "a:1x", "a:99999999999"})
    void refusesWhatIsNoHostAndPort(String text) {
        assertThat(HostPort.parse(text, 9)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[x]", "1a"})
    void aNameIsNoLiteral(String host) {
        assertThat(new HostPort(host, 1).literal()).isEmpty();
    }

    @Test
    void insideIsWhatIsListed() {
        InsideAddresses inside = new InsideAddresses(List.of("127.0.0.1:5062", "10.1.0.0/20", "192.168.7.9", "2001:db8::/32"))
                .with(List.of(address("127.0.0.1", 5080)));
        assertThat(List.of(address("127.0.0.1", 5062), address("127.0.0.1", 5080), address("10.1.15.255", 1), address("192.168.7.9", 2),
                address("2001:db8::5", 3))).allMatch(inside::contains);
        assertThat(List.of(address("127.0.0.1", 5061), address("10.1.16.0", 1), address("192.168.7.8", 2), address("2001:db9::5", 3)))
                .noneMatch(inside::contains);
        assertThat(inside.contains(SipUri.parse("sip:x@127.0.0.1:5080;transport=udp"))).isTrue();
        assertThat(inside.contains(SipUri.parse("sip:localhost:5080"))).isFalse();
        assertThat(inside.contains(SipUri.parse("tel:+43"))).isFalse();
    }

    @Test
    void aNameInTheListIsRefused() {
        assertThatThrownBy(() -> new InsideAddresses(List.of("proxy.example.org:5062"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy.example.org");
    }

    @Test
    void socketsAreFoundByLabelAndByUri() {
        LbSocket udp = new LbSocket(0, "udp", Protocol.UDP, address("127.0.0.1", 5060));
        LbSocket tcp = new LbSocket(1, "tcp", Protocol.TCP, address("127.0.0.1", 5060));
        LbSocket internal = new LbSocket(2, "internal", Protocol.UDP, address("10.0.0.1", 5060));
        LbSockets sockets = new LbSockets(List.of(udp, tcp, internal), internal, false);
        assertThat(sockets.byLabel("tcp:127.0.0.1:5060", Protocol.UDP)).contains(tcp);
        assertThat(sockets.byLabel("sip:127.0.0.1:5060", Protocol.UDP)).contains(udp);
        assertThat(sockets.byLabel("tls:127.0.0.1:5060", Protocol.UDP)).isEmpty();
        assertThat(sockets.byLabel("nonsense", Protocol.UDP)).isEmpty();
        assertThat(sockets.isOurs(SipUri.parse("sip:lb@127.0.0.1;lr"))).isTrue();
        assertThat(sockets.isOurs(SipUri.parse("sip:127.0.0.1:5062;lr"))).isFalse();
        assertThat(sockets.isOnlyInternal(internal)).isTrue();
        assertThat(sockets.isOnlyInternal(udp)).isFalse();
        assertThat(sockets.first(Protocol.TCP, new HostPort("1.2.3.4", 1))).contains(tcp);
        assertThat(sockets.first(Protocol.UDP, new HostPort("[::1]", 1))).isEmpty();
    }
}
