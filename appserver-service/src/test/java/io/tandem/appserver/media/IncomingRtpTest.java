package io.tandem.appserver.media;

import io.tandem.rtp.RtpPacket;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IncomingRtpTest {
    private final IncomingRtp incoming = new IncomingRtp();

    @Test
    void aPacketIsReadWhereItLies() {
        byte[] packet = new RtpPacket(101, true, 7, -2, -3, new byte[] {1, 2, 3}).toBytes();
        byte[] datagram = new byte[packet.length + 5];
        System.arraycopy(packet, 0, datagram, 5, packet.length);
        assertThat(incoming.read(datagram, 5, packet.length)).isTrue();
        assertThat(incoming.payloadType()).isEqualTo(101);
        assertThat(incoming.timestamp()).isEqualTo(-2);
        assertThat(incoming.ssrc()).isEqualTo(-3);
        assertThat(incoming.payload()).containsExactly(1, 2, 3);
    }

    /** The parser of relays and tests is the other opinion. */
    @Property(tries = 2000)
    void anyOctetsAreReadAsTheParserDoes(@ForAll byte[] octets) {
        if (octets.length > 0) octets[0] = (byte) (octets[0] & 0x3F | 0x80);
        var parsed = RtpPacket.parse(octets, 0, octets.length);
        assertThat(incoming.read(octets, 0, octets.length)).isEqualTo(parsed.isPresent());
        parsed.ifPresent(packet -> {
            assertThat(incoming.payloadType()).isEqualTo(packet.payloadType());
            assertThat(incoming.timestamp()).isEqualTo(packet.timestamp());
            assertThat(incoming.ssrc()).isEqualTo(packet.ssrc());
            assertThat(incoming.payload()).isEqualTo(packet.payload());
        });
    }
}
