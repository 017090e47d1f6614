package io.tandem.cli.demo;

import java.time.Instant;
import java.util.List;

import io.tandem.testkit.phone.Ladder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LadderChartTest {
    @Test void aMessageIsAnArrowBetweenItsParties() {
        Ladder ladder = new Ladder();
        ladder.add(entry("alice", "tandem", "INVITE (SDP)"));
        ladder.add(entry("tandem", "alice", "100 Trying (INVITE)"));
        ladder.add(entry("tandem", "bob", "INVITE (SDP)"));
        List<String> lines = new LadderChart(List.of("alice", "tandem", "bob")).draw(ladder.entries()).lines().toList();
        assertThat(lines.get(0)).containsSubsequence("alice", "tandem", "bob");
        assertThat(lines.get(1)).containsPattern("^ +0 ms\\|-+ INVITE \\(SDP\\) -+>\\| +\\|$");
        assertThat(lines.get(2)).containsPattern("\\|<-+ 100 Trying \\(INVITE\\) -+\\| +\\|$");
        assertThat(lines.get(3)).containsPattern("\\| +\\|-+ INVITE \\(SDP\\) -+>\\|$");
    }

    private static Ladder.Entry entry(String from, String to, String summary) {
        return new Ladder.Entry(Instant.EPOCH, from, to, summary, "call", 1, 0, "");
    }
}
