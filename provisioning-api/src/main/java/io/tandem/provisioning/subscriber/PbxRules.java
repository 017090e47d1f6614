package io.tandem.provisioning.subscriber;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** What must hold among the subscribers of a PBX customer: the pilot comes first, extensions hang below its number. */
final class PbxRules {
    private static final String EXTENSION = "pbx_extension";

    private final Store store;
    private final Numbers numbers;

    PbxRules(Store store, Numbers numbers) {
        this.store = store;
        this.numbers = numbers;
    }

    /** The primary number that the written subscriber gets. */
    PhoneNumber primaryNumber(Placement place, long subscriber, Values values) {
        Optional<PhoneNumber> given = values.group("primary_number").map(number -> PhoneNumber.of("primary_number", number));
        if (!place.pbx()) {
            return given.orElseThrow(() -> ApiError.unprocessable("A primary_number is required for the SIP subscriber."));
        }
        Optional<Long> pilot = pilot(place.customerId());
        if (values.flag("is_pbx_pilot")) {
            if (pilot.filter(id -> id != subscriber).isPresent()) {
                throw ApiError.unprocessable("Customer already has a pbx pilot subscriber.");
            }
            return given.orElseThrow(() -> ApiError.unprocessable("A primary_number is required for the PBX pilot subscriber."));
        }
        if (pilot.filter(id -> id == subscriber).isPresent()) {
            throw ApiError.unprocessable("Cannot revoke is_pbx_pilot status from a subscriber.");
        }
        return extension(place, subscriber, values, pilot.orElseThrow(() ->
            ApiError.unprocessable("Customer has no pbx pilot subscriber yet and is_pbx_pilot is not set.")));
    }

    private PhoneNumber extension(Placement place, long subscriber, Values values, long pilot) {
        String extension = values.text(EXTENSION).orElseThrow(() ->
            ApiError.unprocessable("A pbx_extension is required if customer is PBX and pilot subscriber exists."));
        if (store.exists("select 1 from provisioning.voip_subscribers where account_id = ? and pbx_extension = ? and id <> ? limit 1",
                place.customerId(), extension, subscriber)) {
            throw ApiError.unprocessable("The pbx_extension already exists for this customer.");
        }
        return numbers.of(List.of(pilot)).getOrDefault(pilot, Numbers.Assigned.NONE).primary()
            .orElseThrow(() -> ApiError.unprocessable("The pilot subscriber does not have a primary number."))
            .extendedBy(extension);
    }

    private Optional<Long> pilot(long customer) {
        return store.number("select id from provisioning.voip_subscribers where account_id = ? and is_pbx_pilot = 1 limit 1", customer);
    }
}
