package io.tandem.rtp;

import java.lang.foreign.MemorySegment;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RtpPacketTest {
    @Property(tries = 200)
    void isTheSameAfterWritingAndReading(@ForAll @IntRange(max = 63) int type, @ForAll boolean marker,
            @ForAll @IntRange(max = 0xFFFF) int seq,
                                         @ForAll int timestamp, @ForAll int ssrc, @ForAll @Size(max = 200) byte[] payload) {
        byte[] bytes = new RtpPacket(type, marker, seq, timestamp, ssrc, payload).toBytes();
        RtpPacket read = RtpPacket.parse(bytes, 0, bytes.length).orElseThrow();
        assertThat(read).usingRecursiveComparison().isEqualTo(new RtpPacket(type, marker, seq, timestamp, ssrc, payload));
        MemorySegment memory = MemorySegment.ofArray(bytes);
        assertThat(RtpHeader.isPlausible(memory, 0, bytes.length)).isTrue();
        assertThat(RtpHeader.sequenceNumber(memory, 0)).isEqualTo(seq);
        assertThat(RtpHeader.timestamp(memory, 0)).isEqualTo(timestamp);
        assertThat(RtpHeader.ssrc(memory, 0)).isEqualTo(ssrc);
        assertThat(RtpHeader.payloadType(memory, 0)).isEqualTo(type);
        assertThat(RtpHeader.marker(memory, 0)).isEqualTo(marker);
    }

    @Property(tries = 500)
    void neverFailsOnRubbish(@ForAll @Size(max = 60) byte[] rubbish) {
        RtpPacket.parse(rubbish, 0, rubbish.length);
        RtpHeader.isPlausible(MemorySegment.ofArray(rubbish), 0, rubbish.length);
    }

    @Test
    void skipsContributorsExtensionAndPadding() {
        byte[] packet = {(byte) 0xB1, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 0, 0, 0, 1, 7, 7, 7, 7, 42, 43, 0, 2};
        assertThat(RtpPacket.parse(packet, 0, packet.length)).hasValueSatisfying(p -> assertThat(p.payload()).containsExactly(42, 43));
    }

    @Test
    void refusesRtcpAndOtherVersions() {
        byte[] rtcp = {(byte) 0x80, (byte) 200, 0, 6, 0, 0, 0, 2, 0, 0, 0, 3};
        byte[] stun = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3};
        assertThat(RtpPacket.parse(rtcp, 0, rtcp.length)).isEmpty();
        assertThat(RtpPacket.parse(stun, 0, stun.length)).isEmpty();
        assertThat(RtpHeader.isRtcp(MemorySegment.ofArray(rtcp), 0, rtcp.length)).isTrue();
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatThrownBy(() -> new RtpPacket(128, false, 0, 0, 0, new byte[0])).hasMessageContaining("payload type 128");
        assertThatThrownBy(() -> new RtpPacket(0, false, 65536, 0, 0, new byte[0])).hasMessageContaining("65536");
    }
}
