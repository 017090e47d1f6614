package io.tandem.data.peering;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.pattern.PerlPattern;

/**
 * Which calls from the address of a group's server are the group's. Immutable.
 *
 * @param part    of the request
 * @param pattern is searched there
 * @param refusal what such a call is answered with; none if it is taken
 */
public record InboundRule(Part part, PerlPattern pattern, Optional<Refusal> refusal) {

    /** Header and part of its URI. */
    public enum Part {
        FROM_USER, FROM_DOMAIN, FROM_URI, TO_USER, TO_DOMAIN, TO_URI, RURI_USER, RURI_DOMAIN, RURI_URI, PAI_USER, PAI_DOMAIN, PAI_URI;

        /** @param field as it is stored */
        static Optional<Part> of(String field) {
            return Arrays.stream(values()).filter(part -> part.name().toLowerCase(Locale.ROOT).equals(field)).findFirst();
        }
    }

    /** A final response of 300 or more. */
    public record Refusal(int status, String reason) {}
}
