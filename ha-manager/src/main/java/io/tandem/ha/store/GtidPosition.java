package io.tandem.ha.store;

import java.util.Map;
import java.util.TreeMap;

/** What of each replication domain a MariaDB has: {@code 1-1-42,2-2-7} is up to 42 of domain 1 and 7 of domain 2. Immutable. */
record GtidPosition(Map<Long, Long> sequences) {
    GtidPosition {
        sequences = Map.copyOf(sequences);
    }

    /** @throws IllegalArgumentException if it is none */
    static GtidPosition parse(String text) {
        Map<Long, Long> sequences = new TreeMap<>();
        for (String gtid : text.isBlank() ? new String[0] : text.split(",")) {
            String[] parts = gtid.strip().split("-");
            if (parts.length != 3) throw new IllegalArgumentException("'" + gtid + "' is no GTID");
            sequences.merge(Long.valueOf(parts[0]), Long.valueOf(parts[2]), Math::max);
        }
        return new GtidPosition(sequences);
    }

    /** Transactions here that the other one does not have. */
    long beyond(GtidPosition other) {
        return sequences.entrySet().stream().mapToLong(each -> Math.max(0, each.getValue() - other.sequences.getOrDefault(each.getKey(), 0L))).sum();
    }
}
