package io.tandem.e2e.pair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the programs of a node cost. */
final class Cost {
    private Cost() {}

    /** Memory, and CPU over some seconds, a line each. */
    static List<String> of(PairSite site, int node, int seconds) throws IOException, InterruptedException {
        Map<String, Long> before = ticks(site, node);
        TimeUnit.SECONDS.sleep(seconds);
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Long> after : ticks(site, node).entrySet()) {
            String pid = site.running(node).get(after.getKey());
            String memory = site.lab("exec", "sp" + node, "awk", "/^VmRSS/{print $2}", "/proc/" + pid + "/status").strip();
            lines.add("%s: %d MiB, %.2f %% of a core".formatted(after.getKey(), Long.parseLong(memory) / 1024,
                (double) (after.getValue() - before.getOrDefault(after.getKey(), 0L)) / seconds));
        }
        return lines;
    }

    /** Hundredths of seconds of CPU. */
    private static Map<String, Long> ticks(PairSite site, int node) throws IOException, InterruptedException {
        Map<String, Long> ticks = new TreeMap<>();
        for (Map.Entry<String, String> each : site.running(node).entrySet()) {
            if (!each.getValue().matches("[0-9]+")) continue;
            String stat = site.lab("exec", "sp" + node, "sh", "-c", "cat /proc/" + each.getValue() + "/stat || true");
            String[] fields = stat.replaceFirst(".*\\) ", "").split(" ");
            if (fields.length > 12) ticks.put(each.getKey(), Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
        }
        return ticks;
    }
}
