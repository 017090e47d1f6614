package io.tandem.lb.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
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

    private static UriView uri(String text) {
        UriView uri = new UriView();
        byte[] bytes = text.getBytes(US_ASCII);
        assertThat(uri.read(bytes, 0, bytes.length)).isNotEqualTo(UriView.Kind.INVALID);
        return uri;
    }

    private static PeerAddress peer(String ip, int port) {
        return PeerAddress.of(address(ip, port));
    }

    @Test
    void insideIsWhatIsListed() {
        InsideAddresses inside = new InsideAddresses(List.of("127.0.0.1:5062", "10.1.0.0/20", "192.168.7.9", "2001:db8::/32", "2001:db9:1:2:8000::/65"))
                .with(List.of(address("127.0.0.1", 5080)));
        assertThat(List.of(peer("127.0.0.1", 5062), peer("127.0.0.1", 5080), peer("10.1.15.255", 1), peer("192.168.7.9", 2),
                peer("2001:db8::5", 3), peer("2001:db9:1:2:ffff::1", 3))).allMatch(inside::contains);
        assertThat(List.of(peer("127.0.0.1", 5061), peer("10.1.16.0", 1), peer("192.168.7.8", 2), peer("2001:db9::5", 3), peer("2001:db9:1:2:7fff::1", 3)))
                .noneMatch(inside::contains);
        assertThat(inside.contains(uri("sip:x@127.0.0.1:5080;transport=udp"))).isTrue();
        assertThat(inside.contains(uri("sip:x@[2001:db8::1]"))).isTrue();
        assertThat(inside.contains(uri("sip:localhost:5080"))).isFalse();
        assertThat(inside.contains(uri("tel:+43"))).isFalse();
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
        assertThat(byLabel(sockets, "tcp:127.0.0.1:5060")).isSameAs(tcp);
        assertThat(byLabel(sockets, "sip:127.0.0.1:5060")).isSameAs(udp);
        assertThat(byLabel(sockets, "udp:127.0.0.1")).isSameAs(udp);
        assertThat(byLabel(sockets, "tls:127.0.0.1:5060")).isNull();
        assertThat(byLabel(sockets, "nonsense")).isNull();
        assertThat(byLabel(sockets, "tcp")).isSameAs(tcp);
        assertThat(sockets.isOurs(uri("sip:lb@127.0.0.1;lr"))).isTrue();
        assertThat(sockets.isOurs(uri("sip:127.0.0.1:5062;lr"))).isFalse();
        assertThat(sockets.isOnlyInternal(internal)).isTrue();
        assertThat(sockets.isOnlyInternal(udp)).isFalse();
        assertThat(sockets.first(Protocol.TCP, false)).isSameAs(tcp);
        assertThat(sockets.first(Protocol.UDP, true)).isNull();
    }

    @Test
    void anIpv6SocketIsOursHoweverItIsWritten() {
        LbSocket udp = new LbSocket(0, "udp", Protocol.UDP, address("2001:db8::1", 5060));
        LbSockets sockets = new LbSockets(List.of(udp), udp, true);
        assertThat(sockets.isOurs(uri("sip:[2001:db8::1]"))).isTrue();
        assertThat(sockets.isOurs(uri("sip:[2001:DB8:0:0:0:0:0:1]:5060"))).isTrue();
        assertThat(sockets.isOurs(uri("sip:[2001:db8::2]"))).isFalse();
        assertThat(sockets.first(Protocol.UDP, true)).isSameAs(udp);
        assertThat(udp.reaches(peer("2001:db8::9", 1))).isTrue();
        assertThat(udp.reaches(peer("9.9.9.9", 1))).isFalse();
    }

    @Test
    void theAdvertisedAddressStandsInEveryText() {
        LbSocket udp = new LbSocket(0, "udp", Protocol.UDP, address("10.0.0.1", 5060), new HostPort("edge.example.org", 5070));
        assertThat(udp.text()).isEqualTo("edge.example.org:5070");
        assertThat(udp.label()).isEqualTo("udp:edge.example.org:5070");
        assertThat(udp.isNamed("10.0.0.1:5060")).isTrue();
        LbSockets sockets = new LbSockets(List.of(udp), udp, true);
        assertThat(sockets.isOurs(uri("sip:EDGE.example.org:5070"))).isTrue();
        assertThat(byLabel(sockets, "udp:10.0.0.1:5060")).isSameAs(udp);
    }

    private static @Nullable LbSocket byLabel(LbSockets sockets, String label) {
        byte[] bytes = label.getBytes(US_ASCII);
        return sockets.byLabel(bytes, 0, bytes.length, Protocol.UDP);
    }
}
