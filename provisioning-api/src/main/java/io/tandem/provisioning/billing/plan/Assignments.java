package io.tandem.provisioning.billing.plan;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.tenant.ResellerReference;

/**
 * Who has a network or a package, which then stays what it is.
 *
 * @param what      how messages call it
 * @param table     where it is
 * @param contracts SQL that finds a contract which has it, by its id
 * @param packages  SQL that finds a package which has it
 */
record Assignments(Store store, String what, String table, String contracts, String packages) {

    /** It is terminated, so that what has had it can still be read. */
    void terminate(Item current) {
        requireNone("terminate", current);
        store.execute("update " + table + " set status = 'terminated', terminate_timestamp = current_timestamp(6) where id = ?", current.whole("id"));
    }

    /** It does not move to another reseller while somebody has it. */
    Rule keepsReseller() {
        return write -> write.current().ifPresent(current -> {
            if (!Long.valueOf(current.whole(ResellerReference.FIELD)).equals(write.row().get(ResellerReference.FIELD))) {
                requireNone("change the reseller of", current);
            }
        });
    }

    private void requireNone(String action, Item current) {
        if (store.exists(contracts, current.whole("id"))) {
            throw ApiError.inUse("Cannot %s %s that is assigned to contracts.".formatted(action, what));
        }
        if (!packages.isEmpty() && store.exists(packages, current.whole("id"))) {
            throw ApiError.inUse("Cannot %s %s that is assigned to profile packages.".formatted(action, what));
        }
    }
}
