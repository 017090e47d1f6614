package io.tandem.provisioning.subscriber;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** What must hold among the subscribers of a PBX customer: the pilot comes first, extensions hang below its number. */
final class PbxRules {
    private static final String EXTENSION = "pbx_extension";

    private final Store store;
    private final Numbers numbers;
    private final PreferenceRows customers;

    PbxRules(Store store, Numbers numbers) {
        this.store = store;
        this.numbers = numbers;
        this.customers = new PreferenceRows(store, Level.CUSTOMER);
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
        requireInRange(place, extension);
        return numbers.of(List.of(pilot)).getOrDefault(pilot, Numbers.Assigned.NONE).primary()
            .orElseThrow(() -> ApiError.unprocessable("The pilot subscriber does not have a primary number."))
            .extendedBy(extension);
    }

    /** The customer's preferences say which extensions he may use. */
    private void requireInRange(Placement place, String extension) {
        Optional<BigInteger> lowest = limit(place, "ext_range_min");
        Optional<BigInteger> highest = limit(place, "ext_range_max");
        if (lowest.isEmpty() && highest.isEmpty()) {
            return;
        }
        boolean digits = extension.matches("\\d{1,31}");
        if (!digits || lowest.filter(least -> new BigInteger(extension).compareTo(least) < 0).isPresent()
            || highest.filter(most -> new BigInteger(extension).compareTo(most) > 0).isPresent()) {
            throw ApiError.unprocessable("Subscriber's PBX extension is out of customer's extension range.");
        }
    }

    private Optional<BigInteger> limit(Placement place, String attribute) {
        return customers.get(place.customerId(), attribute).stream().findFirst().map(BigInteger::new);
    }

    private Optional<Long> pilot(long customer) {
        return store.number("select id from provisioning.voip_subscribers where account_id = ? and is_pbx_pilot = 1 limit 1", customer);
    }
}
