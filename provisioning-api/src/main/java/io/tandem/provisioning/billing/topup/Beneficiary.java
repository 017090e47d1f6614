package io.tandem.provisioning.billing.topup;

import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** The customer who gets money, named by himself or by a subscriber of his. */
record Beneficiary(long contract, long reseller) {
    private record Found(String productClass, Optional<Long> reseller) {}

    /** Who ends or locks the customer waits until the money is booked.
     * @throws ApiError 422 with the texts that clients know */
    static Beneficiary of(Values values, Caller caller, Store store) {
        long contract = values.whole("subscriber_id").map(id -> store.number("select contract_id from billing.voip_subscribers where id = ? "
                + "and status <> 'terminated'", id).orElseThrow(() -> ApiError.unprocessable("Unknown subscriber ID")))
            .or(() -> values.whole("contract_id")).orElseThrow(Beneficiary::unknown);
        Found found = store.jdbc().sql("select p.class, o.reseller_id from billing.contracts c join billing.products p on p.id = c.product_id "
                + "left join billing.contacts o on o.id = c.contact_id where c.id = ?").param(contract)
            .query((row, _) -> new Found(row.getString(1), Optional.ofNullable(row.getString(2)).map(Long::valueOf)))
            .optional().orElseThrow(Beneficiary::unknown);
        if (!found.productClass().equals("sipaccount") && !found.productClass().equals("pbxaccount")) {
            throw ApiError.unprocessable("Contract is not a customer contract.");
        }
        long reseller = found.reseller().filter(caller.scope()::reaches)
            .orElseThrow(() -> ApiError.unprocessable("Subscriber customer contract belongs to another reseller."));
        if (!store.text("select status from billing.contracts where id = ? for update", contract).orElse("").equals("active")) {
            throw ApiError.unprocessable("Customer contract is not active.");
        }
        return new Beneficiary(contract, reseller);
    }

    private static ApiError unknown() {
        return ApiError.unprocessable("Unknown contract ID");
    }
}
