package io.tandem.proxy.emergency;

import java.util.Optional;

import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;

/** What is known of an emergency call. Immutable.
 * @param mapping   what its number becomes on the way to a peer; empty if it stays
 * @param documents that go along */
public record EmergencyDetails(Optional<EmergencyMapping> mapping, EmergencyDocuments documents) {
    public static final EmergencyDetails NONE = new EmergencyDetails(Optional.empty(), EmergencyDocuments.NONE);

    /** What peers are asked for.
     * @param called number after the rewrite rules of the caller */
    public String routed(String called) {
        return mapping.map(EmergencyMapping::number).orElse(called);
    }

    @Override
    public String toString() {
        return mapping.map(found -> ", to peers as " + found.number()).orElse("") + (documents.location().isPresent() ? ", with its location" : "")
                + (documents.provider().isPresent() ? ", with provider info" : "");
    }
}
