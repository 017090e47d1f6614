package io.tandem.ha.address;

import java.net.InetAddress;
import java.util.HexFormat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NeighbourFramesTest {
    private static final byte[] MAC = {2, 0, 0, 0, 0, 1};
    private static final byte[] OTHER = {2, 0, 0, 0, 0, 2};
    private static final byte[] IP = {(byte) 198, 51, 100, 10};
    private static final byte[] IP6 = InetAddress.ofLiteral("2001:db8:a::1234:5678").getAddress();

    @Test void anotherCardsAnswerForTheAddressIsAConflictAndOurOwnIsNot() {
        byte[] foreign = Arp.frame(2, OTHER, IP, IP);
        assertThat(Arp.isForeignClaim(foreign, foreign.length, MAC, IP)).isTrue();
        byte[] own = Arp.frame(2, MAC, IP, IP);
        assertThat(Arp.isForeignClaim(own, own.length, MAC, IP)).isFalse();
        byte[] probe = Arp.frame(1, OTHER, new byte[4], IP);
        assertThat(Arp.isForeignClaim(probe, probe.length, MAC, IP)).isFalse();
        assertThat(Arp.isForeignClaim(foreign, 41, MAC, IP)).isFalse();
    }

    /** RFC 4291 §2.7.1. */
    @Test void theSolicitedNodeGroupHasTheLowBitsOfTheAddress() throws Exception {
        assertThat(InetAddress.getByAddress(NeighbourDiscovery.solicitedNode(IP6))).isEqualTo(InetAddress.ofLiteral("ff02::1:ff34:5678"));
    }

    @Test void anAdvertisementThatNamesAnotherCardIsAConflict() {
        byte[] foreign = advertisement(OTHER);
        assertThat(NeighbourDiscovery.isForeignClaim(foreign, foreign.length, MAC, IP6)).isTrue();
        byte[] own = advertisement(MAC);
        assertThat(NeighbourDiscovery.isForeignClaim(own, own.length, MAC, IP6)).isFalse();
        assertThat(NeighbourDiscovery.isForeignClaim(foreign, 24, MAC, IP6)).as("no option").isTrue();
        assertThat(NeighbourDiscovery.isForeignClaim(foreign, foreign.length, MAC, new byte[16])).as("another target").isFalse();
    }

    private static byte[] advertisement(byte[] mac) {
        return HexFormat.of().parseHex("8800000020000000" + HexFormat.of().formatHex(IP6) + "0201" + HexFormat.of().formatHex(mac));
    }

    @Test void aNetlinkMessageHasItsOwnLengthAndLifetime() {
        byte[] four = AddressTable.message(20, 0x505, 1, new SharedAddress(InetAddress.ofLiteral("198.51.100.10"), 24, "eth0", 3, MAC));
        assertThat(four).hasSize(16 + 8 + 3 * 8 + 20).startsWith(four.length, 0, 0, 0, 20);
        assertThat(HexFormat.of().formatHex(four)).contains("c63364ff"); // the broadcast address
        byte[] six = AddressTable.message(20, 0x505, 1, new SharedAddress(InetAddress.ofLiteral("2001:db8::1"), 64, "eth0", 3, MAC));
        assertThat(six).hasSize(16 + 8 + 2 * 20 + 20);
    }

    @Test void aWrongSharedAddressIsNamed() {
        assertThatThrownBy(() -> SharedAddress.on("lo", "198.51.100.10")).hasMessageContaining("prefix length");
        assertThatThrownBy(() -> SharedAddress.on("lo", "198.51.100.10/33")).hasMessageContaining("outside 1..32");
        assertThatThrownBy(() -> SharedAddress.on("lo", "198.51.100.10/x")).hasMessageContaining("'x'");
        assertThatThrownBy(() -> SharedAddress.on("nocard9", "198.51.100.10/24")).hasMessageContaining("no network card 'nocard9'");
    }

    @FuzzTest(maxDuration = "30s")
    void whateverTheNetworkSaysIsAClaimOrPassedOver(byte[] data) {
        assertThat(NeighbourDiscovery.isForeignClaim(data, data.length, MAC, IP6) && data.length < 24).isFalse();
        assertThat(Arp.isForeignClaim(data, data.length, MAC, IP) && data.length < Arp.SIZE).isFalse();
    }
}
