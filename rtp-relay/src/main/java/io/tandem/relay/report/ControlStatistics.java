package io.tandem.relay.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.tandem.relay.wire.Value;

/** Commands counted by client and name. Bounded: clients beyond {@value #MAX_CLIENTS} are counted together. Control thread. */
public final class ControlStatistics {
    private static final int MAX_CLIENTS = 256;
    private static final String OTHERS = "others";
    private static final long NANOS_PER_MICRO = 1000;

    private static final class Figures {
        private long count;
        private long nanos;
        private long errors;

        void add(long moreNanos, boolean good) {
            count++;
            nanos += moreNanos;
            if (!good) errors++;
        }
    }

    private final Map<String, Map<String, Figures>> clients = new TreeMap<>();
    private final Map<String, Figures> totals = new TreeMap<>();

    /** @param command in canonical spelling @param nanos it took @param good it was not refused */
    public void count(String client, String command, long nanos, boolean good) {
        String key = clients.containsKey(client) || clients.size() < MAX_CLIENTS ? client : OTHERS;
        clients.computeIfAbsent(key, _ -> new TreeMap<>()).computeIfAbsent(command, _ -> new Figures()).add(nanos, good);
        totals.computeIfAbsent(command, _ -> new Figures()).add(nanos, good);
    }

    /** {@code controlstatistics}: durations in µs, all of a command's together. */
    Value toValue() {
        List<Value> proxies = new ArrayList<>();
        clients.forEach((client, commands) -> {
            Value.Builder proxy = Value.Dictionary.with("proxy", client);
            commands.forEach((command, figures) -> add(proxy, "", command, figures));
            proxies.add(proxy.put("errorcount", errors(commands)).build());
        });
        Value.Builder out = Value.Dictionary.builder().put("proxies", new Value.Items(proxies));
        totals.forEach((command, figures) -> add(out, "total", command, figures));
        return out.put("totalerrorcount", errors(totals)).build();
    }

    private static void add(Value.Builder out, String prefix, String command, Figures figures) {
        String name = prefix + command.replace("-", "");
        out.put(name + "count", figures.count).put(name + "duration", figures.nanos / NANOS_PER_MICRO).put(name + "errors", figures.errors);
    }

    private static long errors(Map<String, Figures> commands) {
        return commands.values().stream().mapToLong(figures -> figures.errors).sum();
    }
}
