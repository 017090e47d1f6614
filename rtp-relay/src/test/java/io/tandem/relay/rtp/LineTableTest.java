package io.tandem.relay.rtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineTableTest {
    private static final int AUDIO = 0;
    private static final int VIDEO = 1;

    private final LineTable.Line audio = new LineTable.Line("a", 4, List.of(8, 101), List.of(0x1111));
    private final LineTable.Line video = new LineTable.Line("v1", 4, List.of(96, 101), List.of());
    private final LineTable table = new LineTable(List.of(audio, video));

    private static int lineOf(LineTable table, String hex) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
            MemorySegment packet = arena.allocate(octets.length);
            MemorySegment.copy(octets, 0, packet, ValueLayout.JAVA_BYTE, 0, octets.length);
            return table.lineOf(packet.address(), octets.length);
        }
    }

    @Test
    void aPayloadTypeOfOneLineOnlyTellsIt() {
        assertThat(lineOf(table, "80 08 0001 00000000 00000001 00")).isEqualTo(AUDIO);
        assertThat(lineOf(table, "80 e0 0001 00000000 00000002 00")).isEqualTo(VIDEO);
        assertThat(lineOf(table, "80 05 0001 00000000 00000003 00")).isEqualTo(LineTable.UNKNOWN);
    }

    @Test
    void anSsrcTellsALineOnceItIsKnown() {
        assertThat(lineOf(table, "80 65 0001 00000000 00000007 00")).isEqualTo(LineTable.UNKNOWN);
        assertThat(lineOf(table, "80 65 0001 00000000 00001111 00")).isEqualTo(AUDIO);
        assertThat(lineOf(table, "80 60 0001 00000000 00000007 00")).isEqualTo(VIDEO);
        assertThat(lineOf(table, "80 65 0002 00000000 00000007 00")).isEqualTo(VIDEO);
        assertThat(table.lineOfSource(7)).isEqualTo(VIDEO);
        assertThat(table.lineOfSource(8)).isEqualTo(LineTable.UNKNOWN);
    }

    @Test
    void aMidTellsMoreThanThePayloadTypeInOneOctetHeadersAndInTwo() {
        assertThat(lineOf(table, "90 08 0001 00000000 00000009 bede0002 10ff 41 7631 000000 00")).isEqualTo(VIDEO);
        assertThat(lineOf(table, "80 65 0002 00000000 00000009 00")).isEqualTo(VIDEO);
        assertThat(lineOf(table, "90 60 0001 00000000 0000000a 10000001 04 01 61 00 00")).isEqualTo(AUDIO);
    }

    @Test
    void aMidOfNoLineIsNoGuess() {
        assertThat(lineOf(table, "90 08 0001 00000000 00000001 bede0001 40 78 0000 00")).isEqualTo(LineTable.UNKNOWN);
    }

    @Test
    void brokenExtensionsAreReadToTheirEndOnly() {
        assertThat(lineOf(table, "90 08 0001 00000000 00000001 bede0001 4f 610000")).isEqualTo(AUDIO);
        assertThat(lineOf(table, "90 08 0001 00000000 00000001 bede00ff 00")).isEqualTo(AUDIO);
        assertThat(lineOf(table, "90 08 0001 00000000 00000001 bede")).isEqualTo(AUDIO);
        assertThat(lineOf(table, "90 08 0001 00000000 00000001 10000001 00 00 00 04")).isEqualTo(AUDIO);
        assertThat(lineOf(table, "90 08 0001 00000000 00000001 bede0001 f0 000000 00")).isEqualTo(AUDIO);
    }

    @Test
    void anotherTableKeepsWhatWasLearnt() {
        assertThat(lineOf(table, "80 60 0001 00000000 00000007 00")).isEqualTo(VIDEO);
        LineTable next = new LineTable(List.of(video, audio));
        next.learn(table, new int[] {1, 0});
        assertThat(lineOf(next, "80 65 0002 00000000 00000007 00")).as("number of the video line there").isZero();
        LineTable alone = new LineTable(List.of(audio));
        alone.learn(table, new int[] {0, LineTable.UNKNOWN});
        assertThat(alone.lineOfSource(7)).isEqualTo(LineTable.UNKNOWN);
        assertThat(alone.lineOfSource(0x1111)).isZero();
    }

    @Test
    void aFloodOfSourcesPushesOutTheOldest() {
        for (int ssrc = 100; ssrc < 200; ssrc++) {
            lineOf(table, "80 60 0001 00000000 %08x 00".formatted(ssrc));
        }
        assertThat(table.lineOfSource(0x1111)).isEqualTo(LineTable.UNKNOWN);
        assertThat(table.lineOfSource(199)).isEqualTo(VIDEO);
    }
}
