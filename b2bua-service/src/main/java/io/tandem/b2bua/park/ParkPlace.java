package io.tandem.b2bua.park;

import java.util.Optional;

import io.tandem.b2bua.message.AppParameters;

/** Where a party is parked. Immutable.
 * @param domain id of the customer whose phones may park and take there
 * @param number as dialled; empty for the place without one */
public record ParkPlace(String domain, String number) {

    /** What the proxy says of whoever parks or takes; empty if it says nothing. */
    public static Optional<ParkPlace> of(AppParameters told) {
        return told.text("a_park_domain").filter(domain -> !domain.isEmpty()).map(domain -> new ParkPlace(domain, told.text("park_place").orElse("")));
    }
}
