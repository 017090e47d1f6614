package io.tandem.net.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PeerTableTest {

    private final PeerTable table = new PeerTable(64);

    private PeerAddress literal(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(US_ASCII);
        return table.get(bytes, 1, bytes.length - 1, 5060);
    }

    @Test
    void bitsOfAnIpv4Address() {
        PeerAddress peer = PeerAddress.of(new InetSocketAddress("192.0.2.1", 5070));
        assertThat(peer.isIpv4()).isTrue();
        assertThat(peer.low()).isEqualTo(0xC000_0201L);
        assertThat(peer.high()).isZero();
        assertThat(peer.hostText()).asString(US_ASCII).isEqualTo("192.0.2.1");
        assertThat(peer.hostText()).isSameAs(peer.hostText());
    }

    @Test
    void bitsOfAnIpv6AddressAndBracketsInItsText() throws Exception {
        InetAddress scoped = Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1:2").getAddress(), 7);
        PeerAddress peer = PeerAddress.of(new InetSocketAddress(scoped, 1));
        assertThat(peer.isIpv4()).isFalse();
        assertThat(peer.high()).isEqualTo(0xFE80_0000_0000_0000L);
        assertThat(peer.low()).isEqualTo(0x1_0002L);
        assertThat(peer.scope()).isEqualTo(7);
        assertThat(peer.hostText()).asString(US_ASCII).isEqualTo("[fe80:0:0:0:0:0:1:2]");
    }

    @Test
    void equalsAnyAddressOfTheSameBits() {
        InetSocketAddress plain = new InetSocketAddress("2001:db8::5", 5060);
        PeerAddress peer = PeerAddress.of(plain);
        assertThat((InetSocketAddress) peer).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(plain).isEqualTo(peer);
        assertThat(PeerAddress.of(peer)).isSameAs(peer);
        assertThatThrownBy(() -> PeerAddress.of(InetSocketAddress.createUnresolved("nowhere.invalid", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKnownPeerIsTheSameObjectHoweverAskedFor() {
        PeerAddress peer = table.get(true, 0, 0x7F00_0001, 0, 5060);
        assertThat(table.get(true, 0, 0x7F00_0001, 0, 5060)).isSameAs(peer);
        assertThat(literal("127.0.0.1")).isSameAs(peer);
        assertThat(table.get(new InetSocketAddress("127.0.0.1", 5060))).isSameAs(peer);
        assertThat(table.get(true, 0, 0x7F00_0001, 0, 5061)).isNotSameAs(peer);
        assertThat(table.get(false, 0, 0x7F00_0001, 0, 5060)).isNotSameAs(peer);
    }

    @Test
    void strangersWithoutNumberLeaveItBoundedAndRight() {
        for (int i = 0; i < 10_000; i++) {
            PeerAddress peer = table.get(true, 0, 0x0A00_0000L + i, 0, 5060);
            assertThat(peer.low()).isEqualTo(0x0A00_0000L + i);
            assertThat(table.get(new InetSocketAddress(peer.getAddress(), 5060))).isEqualTo(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "::", "::1", "1::", "[::1]", "2001:db8::8:0:1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "[2001:DB8::aBcD]", "::ffff:192.0.2.1", "64:ff9b::192.0.2.33", "1:2:3:4:5:6:192.0.2.1"})
    void readsLiterals(String text) {
        String bare = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        PeerAddress peer = literal(text);
        assertThat(peer).isNotNull();
        assertThat(peer.getAddress()).isEqualTo(InetAddress.ofLiteral(bare));
        assertThat(peer.getPort()).isEqualTo(5060);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "127.1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "1.2.3.", ".1.2.3", "1.2.3.4x", "0001.2.3.4",
        "example.org", "[::1", "::1]", "[1.2.3.4]",
        ":", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "1:", ":1", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "fe80::1%eth0"})
    void refusesWhatIsNoLiteral(String text) {
        assertThat(literal(text)).isNull();
    }

    @Test
    void refusesPortsThatAreNone() {
        byte[] bytes = "127.0.0.1".getBytes(US_ASCII);
        assertThat(table.get(bytes, 0, bytes.length, 65_536)).isNull();
        assertThat(table.get(bytes, 0, bytes.length, -1)).isNull();
    }

    @Property
    void readsBackWhatItWrites(@ForAll @Size(16) byte[] octets) throws Exception {
        InetAddress address = InetAddress.getByAddress(octets);
        PeerAddress peer = PeerAddress.of(new InetSocketAddress(address, 9));
        byte[] text = peer.hostText();
        assertThat(table.get(text, 0, text.length, 9).getAddress()).isEqualTo(address);
    }
}
