package io.tandem.provisioning.sound;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;

/** The sets that a caller may write: of those that he sees all but his reseller's, which are shown to customers. */
final class OwnSets {
    private final Rows rows;

    OwnSets(Store store) {
        rows = new Rows(store.jdbc(), SoundSets.TABLE.visibleTo(Scope.Level.CUSTOMER, "s.contract_id = {customer}"));
    }

    /** For sets that a body names; 422 for others. */
    Rule named(String field) {
        return Rule.visible(field, rows);
    }

    /** What is replaced is one, or within one.
     * @param field its set */
    Rule rule(String field) {
        return write -> write.current().ifPresent(item -> require(item.whole(field), write.caller()));
    }

    /** @throws ApiError 403 for one that he may only read */
    void require(long set, Caller caller) {
        if (rows.find(Long.toString(set), caller).isEmpty()) {
            throw ApiError.forbidden("Invalid user");
        }
    }
}
