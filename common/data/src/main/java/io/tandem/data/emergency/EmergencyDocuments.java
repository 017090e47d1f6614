package io.tandem.data.emergency;

import java.util.Optional;

/**
 * What goes along with a subscriber's emergency calls. Immutable.
 *
 * @param location where it is: {@code emergency_location_object}
 * @param provider who provides its line: {@code emergency_provider_info} of its domain
 */
public record EmergencyDocuments(Optional<Document> location, Optional<Document> provider) {
    public static final EmergencyDocuments NONE = new EmergencyDocuments(Optional.empty(), Optional.empty());

    /** A preference with a large value.
     * @param contentType as it was given
     * @param latin1      its octets, a character for each */
    public record Document(String contentType, String latin1) {}
}
