package io.tandem.relay.bundle;

import java.util.List;

import io.tandem.relay.rtp.LineTable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TellingTest {
    private final LineTable.Line audio = new LineTable.Line("a", 4, List.of(8, 101), List.of(0x1111));
    private final LineTable.Line video = new LineTable.Line("v1", 4, List.of(96, 101), List.of());

    @Test
    void linesWithTheSamePayloadTypesNeedAMidOrSources() {
        LineTable.Line bare = new LineTable.Line("x", 0, List.of(8), List.of());
        assertThat(Telling.canAll(List.of(audio, video))).isTrue();
        assertThat(Telling.canAll(List.of(audio, bare))).isFalse();
        assertThat(Telling.canAll(List.of(video, bare))).isTrue();
        assertThat(Telling.canAll(List.of(audio, new LineTable.Line("x", 0, List.of(8), List.of(5))))).isTrue();
    }
}
