package io.tandem.ha.pingnode;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.ha.pingnode.EchoPayload.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EchoPacketTest {
    /** RFC 1071 §3: the sum of these is 0xddf2. */
    @Test void checksumIsThatOfTheInternet() {
        assertThat(EchoPacket.checksum(HexFormat.of().parseHex("0001f203f4f5f6f7"), 0)).isEqualTo((short) ~0xddf2);
        assertThat(EchoPacket.checksum(new byte[] {1}, 0)).isEqualTo((short) ~0x0100);
    }

    @Test void anIpv4RequestVerifies() {
        byte[] request = EchoPacket.request(true, 0x5441, 7, new byte[] {1, 2, 3});
        assertThat(EchoPacket.checksum(request, 0)).isZero();
        assertThat(request).startsWith(8, 0).hasSize(11);
    }

    @Test void anIpv6PacketVerifiesWithItsPseudoHeader() {
        byte[] source = InetAddress.ofLiteral("2001:db8:a::10").getAddress();
        byte[] target = InetAddress.ofLiteral("2001:db8:a::1").getAddress();
        byte[] packet = EchoPacket.packet(source, target, EchoPacket.request(false, 1, 2, new byte[] {5, 6}));
        byte[] icmp = Arrays.copyOfRange(packet, 40, packet.length);
        int pseudo = icmp.length + 58;
        for (byte[] address : new byte[][] {source, target}) {
            for (int i = 0; i < 16; i += 2) pseudo += (address[i] & 0xFF) << 8 | address[i + 1] & 0xFF;
        }
        assertThat(EchoPacket.checksum(icmp, pseudo)).isZero();
        assertThat(packet[6]).isEqualTo((byte) 58);
    }

    @Test void aPayloadIsReadAsItWasWritten() {
        EchoPayload payload = new EchoPayload(Kind.REFLECT, -5, Long.MIN_VALUE);
        byte[] bytes = payload.bytes(new byte[] {9});
        assertThat(EchoPayload.read(bytes, 0, bytes.length)).isEqualTo(payload);
        assertThat(EchoPayload.read(bytes, 2, bytes.length)).isNull();
        assertThat(EchoPayload.read(bytes, 0, 23)).isNull();
    }

    @FuzzTest(maxDuration = "30s")
    void whateverPingNodesAnswerIsReadOrPassedOver(byte[] data) {
        for (int offset = -1; offset < 4; offset++) {
            EchoPayload payload = EchoPayload.read(data, offset, data.length);
            if (payload != null) assertThat(payload.bytes(new byte[0])).hasSize(EchoPayload.HEADER);
        }
    }
}
