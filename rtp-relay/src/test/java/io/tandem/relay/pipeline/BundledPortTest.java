package io.tandem.relay.pipeline;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.rtcp.CompoundSplit;
import io.tandem.relay.rtcp.SourceTable;
import io.tandem.relay.rtp.LineTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The port that audio and video of one party share: which line RTCP belongs to. Of the other party, audio has source 0x88 and video 0x99. */
class BundledPortTest {
    private static final String SENDER = "0000000a 0102030405060708 00000000 00000001 00000002";
    private static final String AUDIO_BLOCK = "00000088 00000000 00000000 00000000 00000000 00000001";
    private static final String VIDEO_BLOCK = "00000099 00000000 00000000 00000000 00000000 00000002";
    private static final String NAME = "81ca0002 0000000a 01013100";
    private static final String APPLICATION = "80cc0002 0000000a 41424344";
    private static final String PICTURE = "81ce0002 0000000a 00000099";

    private final RelaySocket audio = port(30_000);
    private final RelaySocket video = port(30_002);
    private final RelaySocket otherVideo = port(30_004);
    private final RelaySocket otherAudio = port(30_006);

    BundledPortTest() {
        video.carriedBy(audio);
        video.wire(otherVideo, otherVideo);
        audio.wire(otherAudio, otherAudio);
        LineTable.Line first = new LineTable.Line("0", 0, List.of(8), List.of(0xA));
        LineTable.Line second = new LineTable.Line("1", 0, List.of(96), List.of(0xB));
        audio.carries(new LineTable(List.of(first, second)), List.of(audio, video));
        otherVideo.sources().onRtp(0x99, 96, 1, 0, 100, 0);
        otherAudio.sources().onRtp(0x88, 8, 1, 0, 100, 0);
    }

    private static RelaySocket port(int number) {
        return new RelaySocket(-1, Endpoint.of(InetAddress.ofLiteral("127.0.0.1"), number), PortKind.RTP, new SourceTable(), 0);
    }

    /** Names of lines, the first of which takes what no line can be named for; none: the port's own. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            a sender report of video,                       80c80006 0000000b z20, video
            a sender report of audio,                       80c80006 0000000a z20, audio
            a report about the other's video,               81c90007 0000000a 00000099 z20, video
            an empty report before a wish for a picture,    80c90001 0000000a 81ce0002 0000000a 00000099, video
            a wish for a picture that names it further on,  84ce0004 0000000a 00000000 00000099 01000000, video
            a rate that names its picture further on,       8fce0005 0000000a 00000000 52454d42 01000000 00000099, video
            feedback about no source,                       8fce0004 0000000b 00000000 00000000 00000000, video
            audio's report before a wish for a picture,     80c80006 0000000a z20 81ce0002 0000000a 00000099, audio video
            audio's report with a block about video,        81c8000c 0000000a z20 00000099 z20, audio video
            a report of somebody unknown,                   80c90001 00000077, ''
            a broken feedback,                              81ce0002 00000077, ''
            """)
    void controlPacketsBelongToTheLinesOfTheirSources(String what, String hex, String lines) {
        try (Arena arena = Arena.ofConfined()) {
            long bits = audio.linesOfControl(packet(arena, hex));
            String found = ((bits & 1) != 0 ? "audio" : "") + ((bits & 2) != 0 ? " video" : "");
            assertThat(found.strip()).as(what).isEqualTo(lines);
        }
    }

    private static Packet packet(Arena arena, String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace("z20", "00".repeat(20)).replace(" ", ""));
        MemorySegment memory = arena.allocate(octets.length);
        MemorySegment.copy(octets, 0, memory, ValueLayout.JAVA_BYTE, 0, octets.length);
        Packet packet = new Packet();
        packet.address = memory.address();
        packet.length = octets.length;
        return packet;
    }

    /** What each line gets, in full. */
    @ParameterizedTest
    @CsvSource({
        "82c80012 " + SENDER + AUDIO_BLOCK + VIDEO_BLOCK + NAME + PICTURE
                + ", 81c8000c " + SENDER + AUDIO_BLOCK + NAME
                + ", 81c90007 0000000a" + VIDEO_BLOCK + NAME + PICTURE,
        "80c80006 " + SENDER + PICTURE
                + ", 80c80006 " + SENDER
                + ", 80c90001 0000000a " + PICTURE,
        "82c9000d 0000000a" + AUDIO_BLOCK + VIDEO_BLOCK + APPLICATION
                + ", 81c90007 0000000a" + AUDIO_BLOCK + APPLICATION
                + ", 81c90007 0000000a" + VIDEO_BLOCK,
        "81c8000c " + SENDER + VIDEO_BLOCK + "81cd0002 0000000a 00000077"
                + ", 80c80006 " + SENDER + "81cd0002 0000000a 00000077"
                + ", 81c90007 0000000a" + VIDEO_BLOCK,
    })
    void eachLineGetsItsPartOfACompoundPacket(String whole, String ofAudio, String ofVideo) {
        try (Arena arena = Arena.ofConfined()) {
            Packet packet = packet(arena, whole);
            assertThat(audio.linesOfControl(packet)).isEqualTo(3);
            assertThat(part(arena, packet, 0)).isEqualTo(ofAudio.replace(" ", ""));
            assertThat(part(arena, packet, 1)).isEqualTo(ofVideo.replace(" ", ""));
        }
    }

    private String part(Arena arena, Packet whole, int line) {
        MemorySegment room = arena.allocate(whole.length + 8);
        int length = CompoundSplit.part(audio, line, line == 0, whole.address, whole.length, room.address());
        return HexFormat.of().formatHex(room.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void mediaBelongToALineOrGoNowhere() {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(audio.lineOf(packet(arena, "80600001 00000000 00000001"))).isSameAs(video);
            assertThat(audio.lineOf(packet(arena, "80050001 00000000 00000002"))).isNull();
        }
    }

    @Test
    void aCarriedLineStaysOutOfTheKernelAndItsOwnPortIsDeaf() {
        assertThat(video.need()).contains(UserSpaceReason.ENCRYPTION);
        Packet packet = new Packet();
        try (Arena arena = Arena.ofConfined()) {
            assertThat(new RelayPipeline(new LoopSender(arena, () -> 0, () -> false)).route(video, packet)).isNull();
        }
        assertThat(video.drops(DropReason.WRONG_SOURCE)).isEqualTo(1);
        video.carriedBy(null);
        assertThat(video.need()).isEmpty();
    }
}
