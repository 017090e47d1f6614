package io.tandem.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.tandem.testkit.phone.Ladder;

/** Draws the messages of a call as a ladder: a column per party, a line per message, milliseconds since the first. */
final class LadderChart {
    private static final int GAP = 44;

    private final List<String> parties;

    /** @param parties left to right, the switch in the middle */
    LadderChart(List<String> parties) {
        this.parties = parties;
    }

    String draw(List<Ladder.Entry> entries) {
        StringBuilder chart = new StringBuilder(" ".repeat(10));
        for (String party : parties) {
            chart.append(String.format("%-" + (GAP + 1) + "s", party));
        }
        chart.append('\n');
        Instant first = entries.isEmpty() ? Instant.EPOCH : entries.getFirst().at();
        for (Ladder.Entry entry : entries) {
            chart.append(String.format("%7d ms", Duration.between(first, entry.at()).toMillis())).append(line(entry)).append('\n');
        }
        return chart.toString();
    }

    private String line(Ladder.Entry entry) {
        int from = parties.indexOf(entry.from());
        int to = parties.indexOf(entry.to());
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < parties.size(); column++) {
            line.append('|');
            if (column == Math.min(from, to)) {
                line.append(arrow(entry.summary(), to > from));
            } else if (column < parties.size() - 1) {
                line.append(" ".repeat(GAP));
            }
        }
        return line.toString();
    }

    private static String arrow(String summary, boolean right) {
        String text = summary.length() > GAP - 6 ? summary.substring(0, GAP - 6) : summary;
        int dashes = GAP - text.length() - 3;
        String left = "-".repeat(dashes / 2);
        String rest = "-".repeat(dashes - dashes / 2);
        return right ? left + " " + text + " " + rest + ">" : "<" + left + " " + text + " " + rest;
    }
}
