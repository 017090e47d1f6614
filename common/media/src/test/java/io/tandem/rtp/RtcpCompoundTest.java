package io.tandem.rtp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RtcpCompoundTest {
    private static final ReceptionReport BLOCK = new ReceptionReport(0x1234, 64, -3, 0xFFFF_0001L, 40, 0xABCD, 65536);

    @Test
    void isTheSameAfterWritingAndReading() throws Exception {
        List<RtcpPacket> compound = List.of(
                new RtcpPacket.SenderReport(1, NtpTime.of(Instant.ofEpochSecond(1_800_000_000)), 160, 0xFFFF_FFFFL, 3, List.of(BLOCK)),
                new RtcpPacket.ReceiverReport(2, List.of(BLOCK, BLOCK)),
                new RtcpPacket.SourceDescription(1, "alice@example.org"),
                new RtcpPacket.Goodbye(List.of(1, 2)));
        byte[] bytes = RtcpCompound.toBytes(compound);
        assertThat(RtcpCompound.parse(bytes, 0, bytes.length)).isEqualTo(compound);
    }

    @Test
    void namesWhatIsMalformed() {
        assertMalformed("no room for a header", 0x80);
        assertMalformed("version is not 2", 0x40, 200, 0, 0);
        assertMalformed("points past the end", 0x80, 200, 0, 9);
        assertMalformed("sender report too short", 0x80, 200, 0, 1, 0, 0, 0, 0);
        assertMalformed("receiver report too short", 0x81, 201, 0, 1, 0, 0, 0, 0);
        assertMalformed("BYE too short", 0x82, 203, 0, 1, 0, 0, 0, 0);
        assertMalformed("SDES item", 0x81, 202, 0, 2, 0, 0, 0, 0, 1, 99, 0, 0);
        assertMalformed("empty");
    }

    private static void assertMalformed(String reason, int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) bytes[i] = (byte) octets[i];
        assertThatThrownBy(() -> RtcpCompound.parse(bytes, 0, bytes.length)).isInstanceOf(MalformedRtcpException.class)
                .hasMessageContaining(reason);
    }

    @Property(tries = 500)
    void rubbishHasOnlyTheOneException(@ForAll @Size(max = 80) byte[] rubbish) {
        try {
            assertThat(RtcpCompound.parse(rubbish, 0, rubbish.length)).isNotEmpty();
        } catch (MalformedRtcpException e) {
            assertThat(e).hasMessageContaining("RTCP");
        }
    }

    @Test
    void roundTripIsNowMinusReportMinusDelay() {                                // the figure of RFC 3550 §6.4.1
        ReceptionReport report = new ReceptionReport(1, 0, 0, 0, 0, 0xB705_2000, 0x0005_4000);
        assertThat(report.roundTripNanos(0xB710_8000)).hasValue(Duration.ofMillis(6125).toNanos());
        assertThat(new ReceptionReport(1, 0, 0, 0, 0, 0, 0).roundTripNanos(5)).isEmpty();
    }
}
