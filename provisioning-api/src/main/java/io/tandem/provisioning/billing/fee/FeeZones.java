package io.tandem.provisioning.billing.fee;

import java.util.Objects;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.JsonNodeFactory;

/** The zone of a fee that is written: by its id or by its name, of the same profile. A fee can be without one. */
final class FeeZones implements Rule {
    private final Store store;
    private final RowResource zones;

    FeeZones(Store store, RowResource zones) {
        this.store = store;
        this.zones = zones;
    }

    @Override
    public void check(Write write) {
        Values fee = write.values();
        Optional<Long> id = fee.whole(FeeColumns.ZONE);
        if (fee.has(FeeColumns.ZONE_NAME) && (id.isEmpty() || write.current().filter(before -> isRenamed(before, fee)).isPresent())) {
            write.row().put(FeeColumns.ZONE, named(write));
            return;
        }
        id.filter(zone -> !store.exists("select 1 from billing.billing_zones where id = ? and billing_profile_id = ?", zone,
            fee.requireWhole(FeeColumns.PROFILE))).ifPresent(_ -> {
                throw ApiError.unprocessable("Invalid 'billing_zone_id'");
            });
    }

    /** A write of what was read holds both id and name; who changes the name alone means the name. */
    private static boolean isRenamed(Item current, Values fee) {
        return Optional.of(current.whole(FeeColumns.ZONE)).equals(fee.whole(FeeColumns.ZONE))
            && !(current.text(FeeColumns.ZONE_NAME).equals(fee.require(FeeColumns.ZONE_NAME))
                && Objects.equals(current.text(FeeColumns.ZONE_DETAIL), fee.text(FeeColumns.ZONE_DETAIL).orElse("")));
    }

    /** @return the id of the zone that a fee names; made if there is none */
    long named(Write write) {
        Values fee = write.values();
        long profile = fee.requireWhole(FeeColumns.PROFILE);
        String name = fee.require(FeeColumns.ZONE_NAME);
        String detail = fee.text(FeeColumns.ZONE_DETAIL).orElse("");
        return find(profile, name, detail).orElseGet(() -> {
            // of two uploads that need the same new zone the second waits here, and then finds it
            store.number("select id from billing.billing_profiles where id = ? for update", profile);
            return find(profile, name, detail).orElseGet(() -> zones.insert(zones.declaration().form().read(JsonNodeFactory.instance.objectNode()
                .put(FeeColumns.PROFILE, profile).put("zone", name).put("detail", detail)), write.caller()));
        });
    }

    private Optional<Long> find(long profile, String name, String detail) {
        return store.number("select id from billing.billing_zones where billing_profile_id = ? and zone = ? and detail_key = ?", profile, name, detail);
    }
}
