package io.tandem.ha.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The last transaction that a MariaDB has of each replication domain: {@code 1-1-42,2-2-7}. Immutable. */
record GtidPosition(Map<Long, Gtid> last) {
    private static final int PARTS = 3;

    /** A transaction: {@code sequence} rises within its domain. */
    record Gtid(long domain, long server, long sequence) {
        static Gtid parse(String text) {
            String[] parts = text.strip().split("-");
            if (parts.length != PARTS) throw new IllegalArgumentException("'" + text + "' is no GTID");
            return new Gtid(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }

        @Override public String toString() { return domain + "-" + server + "-" + sequence; }
    }

    GtidPosition {
        last = Map.copyOf(last);
    }

    /** @param text more than one of a domain: the latest counts
     * @throws IllegalArgumentException if it is none */
    static GtidPosition parse(String text) {
        Map<Long, Gtid> last = new TreeMap<>();
        for (String each : text.split(",")) {
            if (each.isBlank()) continue;
            Gtid gtid = Gtid.parse(each);
            last.merge(gtid.domain(), gtid, (one, other) -> one.sequence() >= other.sequence() ? one : other);
        }
        return new GtidPosition(last);
    }

    /** How many transactions are here that the other one does not have. */
    long beyond(GtidPosition other) { return last.values().stream().mapToLong(gtid -> Math.max(0, gtid.sequence() - other.sequence(gtid.domain()))).sum(); }

    /** The domains in which something is here that the other one does not have, as they are here. */
    GtidPosition partBeyond(GtidPosition other) {
        return new GtidPosition(last.entrySet().stream().filter(each -> each.getValue().sequence() > other.sequence(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The part that is about the other one's domains. */
    GtidPosition onlyDomainsOf(GtidPosition other) {
        return new GtidPosition(last.entrySet().stream().filter(each -> other.last.containsKey(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private long sequence(long domain) {
        Gtid gtid = last.get(domain);
        return gtid == null ? 0 : gtid.sequence();
    }

    @Override public String toString() { return new TreeMap<>(last).values().stream().map(Gtid::toString).collect(Collectors.joining(",")); }
}
