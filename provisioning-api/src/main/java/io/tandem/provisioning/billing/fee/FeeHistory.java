package io.tandem.provisioning.billing.fee;

import java.util.List;
import java.util.stream.Collectors;

import io.tandem.provisioning.table.Store;

/**
 * States in which zones and fees were. Call detail records name them, so a state that has been is never changed: the row that follows a fee or a zone
 * is let go when it changes, and a new one follows it from then on.
 */
final class FeeHistory {
    private static final List<String> ZONE_VALUES = List.of("billing_profile_id", "zone", "detail");

    private final Store store;

    FeeHistory(Store store) {
        this.store = store;
    }

    /** After writes to zones.
     * @param column {@code id} or {@code billing_profile_id}, by which to find them */
    void followZones(String column, long value) {
        store.execute("update billing.billing_zones_history h join billing.billing_zones z on z.id = h.bz_id set h.bz_id = null where z." + column
            + " = ? and not (" + same(ZONE_VALUES, "z") + ")", value);
        store.execute("insert into billing.billing_zones_history (bz_id, " + String.join(", ", ZONE_VALUES) + ") select z.id, " + of(ZONE_VALUES, "z")
            + " from billing.billing_zones z left join billing.billing_zones_history h on h.bz_id = z.id where z." + column + " = ? and h.id is null", value);
    }

    /** After writes to fees or to their zones.
     * @param column {@code id}, {@code billing_zone_id} or {@code billing_profile_id}, by which to find them */
    void followFees(String column, long value) {
        String zone = " left join billing.billing_zones_history n on n.bz_id = f.billing_zone_id";
        store.execute("update billing.billing_fees_history h join billing.billing_fees f on f.id = h.bf_id" + zone + " set h.bf_id = null where f."
            + column + " = ? and not (h.billing_zones_history_id <=> n.id and " + same(FeeColumns.VALUES, "f") + ")", value);
        store.execute("insert into billing.billing_fees_history (bf_id, billing_zones_history_id, " + String.join(", ", FeeColumns.VALUES)
            + ") select f.id, n.id, " + of(FeeColumns.VALUES, "f") + " from billing.billing_fees f" + zone
            + " left join billing.billing_fees_history h on h.bf_id = f.id where f." + column + " = ? and h.id is null", value);
    }

    /** Letters that differ in case only are a change. */
    private static String same(List<String> columns, String alias) {
        return columns.stream().map(column -> "cast(h.%1$s as binary) <=> cast(%2$s.%1$s as binary)".formatted(column, alias))
            .collect(Collectors.joining(" and "));
    }

    private static String of(List<String> columns, String alias) {
        return columns.stream().map(column -> alias + "." + column).collect(Collectors.joining(", "));
    }
}
