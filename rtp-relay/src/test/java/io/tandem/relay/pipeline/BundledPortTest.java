package io.tandem.relay.pipeline;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.rtcp.SourceTable;
import io.tandem.relay.rtp.LineTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The port that audio and video of one party share: which line RTCP belongs to. Video of the other party has source 0x99. */
class BundledPortTest {
    private final RelaySocket audio = port(30_000);
    private final RelaySocket video = port(30_002);
    private final RelaySocket otherVideo = port(30_004);

    BundledPortTest() {
        video.carriedBy(audio);
        video.wire(otherVideo, otherVideo);
        audio.carries(new LineTable(List.of(new LineTable.Line("0", 0, List.of(8), List.of(0xA)), new LineTable.Line("1", 0, List.of(96), List.of(0xB)))),
                List.of(audio, video));
        otherVideo.sources().onRtp(0x99, 96, 1, 0, 100, 0);
    }

    private static RelaySocket port(int number) {
        return new RelaySocket(-1, Endpoint.of(InetAddress.ofLiteral("127.0.0.1"), number), PortKind.RTP, new SourceTable(), 0);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a sender report of video,                       80c80006 0000000b 0000000000000000000000000000000000000000, video
            a sender report of audio,                       80c80006 0000000a 0000000000000000000000000000000000000000, audio
            a report about the other's video,               81c90007 0000000a 00000099 0000000000000000000000000000000000000000, video
            an empty report before a wish for a picture,    80c90001 0000000a 81ce0002 0000000a 00000099, video
            feedback about no source,                       8fce0004 0000000b 00000000 00000000 00000000, video
            a report of somebody unknown,                   80c90001 00000077, audio
            a broken feedback,                              81ce0002 00000077, audio
            """)
    void controlPacketsBelongToTheLineOfTheirSource(String what, String hex, String line) {
        assertThat(lineOf(hex, true)).as(what).isSameAs(line.equals("video") ? video : audio);
    }

    private RelaySocket lineOf(String hex, boolean control) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
            MemorySegment memory = arena.allocate(octets.length);
            MemorySegment.copy(octets, 0, memory, ValueLayout.JAVA_BYTE, 0, octets.length);
            Packet packet = new Packet();
            packet.address = memory.address();
            packet.length = octets.length;
            packet.control = control;
            return audio.lineOf(packet);
        }
    }

    @Test
    void mediaBelongToALineOrGoNowhere() {
        assertThat(lineOf("80600001 00000000 00000001", false)).isSameAs(video);
        assertThat(lineOf("80050001 00000000 00000002", false)).isNull();
    }

    @Test
    void aCarriedLineStaysOutOfTheKernelAndItsOwnPortIsDeaf() {
        assertThat(video.need()).contains(UserSpaceReason.ENCRYPTION);
        Packet packet = new Packet();
        assertThat(new RelayPipeline().route(video, packet)).isNull();
        assertThat(video.drops(DropReason.WRONG_SOURCE)).isEqualTo(1);
        video.carriedBy(null);
        assertThat(video.need()).isEmpty();
    }
}
