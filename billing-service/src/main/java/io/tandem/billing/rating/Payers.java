package io.tandem.billing.rating;

import java.util.EnumMap;
import java.util.Map;

/** Who pays for a call: contracts by their roles ({@code provisioning.md} §5.3, Who pays). Pure. */
final class Payers {
    private Payers() {}

    /** Peers that nobody is settled with, as those of applications, are left out. */
    static Map<Role, Long> of(UnratedCdr cdr) {
        Map<Role, Long> payers = new EnumMap<>(Role.class);
        long caller = cdr.source().provider();
        long called = cdr.destination().provider();
        if (cdr.source().local()) {
            payers.put(Role.SOURCE_RESELLER, caller);
            payers.put(Role.SOURCE_CUSTOMER, cdr.source().account());
        } else if (caller != 0) {
            payers.put(Role.DESTINATION_CARRIER, caller);
        }
        if (cdr.destination().local()) {
            payers.put(Role.DESTINATION_RESELLER, called);
            payers.put(Role.DESTINATION_CUSTOMER, cdr.destination().account());
        } else if (called != 0) {
            payers.put(Role.SOURCE_CARRIER, called);
        }
        return payers;
    }
}
