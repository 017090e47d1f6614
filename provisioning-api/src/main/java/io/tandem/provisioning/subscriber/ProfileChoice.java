package io.tandem.provisioning.subscriber;

import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** The profile that a subscriber gets; who has a set only gets the default profile of the set. */
record ProfileChoice(Optional<Long> set, Optional<Long> profile) {

    static ProfileChoice of(Values values, Placement place, Store store) {
        Optional<Long> set = values.whole("profile_set_id");
        set.filter(id -> !store.exists("select 1 from provisioning.voip_subscriber_profile_sets where id = ? and reseller_id = ?", id, place.resellerId()))
            .ifPresent(id -> {
                throw ApiError.unprocessable("Invalid 'profile_set_id', doesn't exist.");
            });
        Optional<Long> profile = values.whole("profile_id");
        if (profile.isEmpty()) {
            return new ProfileChoice(set, set.flatMap(id -> store.number("select id from provisioning.voip_subscriber_profiles where set_id = ? "
                + "order by set_default desc, id limit 1", id)));
        }
        long owner = profile.flatMap(id -> store.number("select f.set_id from provisioning.voip_subscriber_profiles f "
                + "join provisioning.voip_subscriber_profile_sets t on t.id = f.set_id where f.id = ? and t.reseller_id = ?", id, place.resellerId()))
            .filter(found -> set.isEmpty() || set.get().equals(found))
            .orElseThrow(() -> ApiError.unprocessable("Invalid 'profile_id', doesn't exist."));
        return new ProfileChoice(Optional.of(owner), profile);
    }
}
