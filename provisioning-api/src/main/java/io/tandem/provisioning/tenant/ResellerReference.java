package io.tandem.provisioning.tenant;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** The {@code reseller_id} that a written object gets. */
public final class ResellerReference {
    public static final String FIELD = "reseller_id";

    private ResellerReference() {}

    /** What a reseller writes is his, whatever he says; others must name the reseller. */
    public static long of(Values values, Caller caller, Store store) {
        if (!caller.superuser()) {
            return caller.resellerId();
        }
        long id = values.whole(FIELD).orElseThrow(() -> ApiError.invalid(FIELD, "", "Reseller id field is required"));
        if (!store.exists("select 1 from billing.resellers where id = ? and status <> 'terminated'", id)) {
            throw ApiError.unprocessable("Invalid 'reseller_id'");
        }
        return id;
    }
}
