package io.tandem.data.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What call routing knows of a subscriber. Immutable; a change gives a new one on the next look-up.
 *
 * @param id                  as in the REST API
 * @param domain              lower case
 * @param sipPassword         clear text, as digest needs it
 * @param customerId          contract of the customer, the CDR's account id
 * @param externalId          the operator's own id of the subscriber
 * @param customerExternalId  the operator's own id of the customer
 * @param primaryNumber       network number, empty for subscribers without one
 * @param aliases             all numbers (the primary one too) and device names
 * @param preferences         effective: user over profile over domain
 * @param customerPreferences the customer's, checked separately from the subscriber's own
 */
public record Subscriber(int id, String uuid, String username, String domain, int domainId, int resellerId, String sipPassword,
                         int customerId, Optional<String> externalId, Optional<String> customerExternalId, SubscriberStatus status,
                         Optional<E164Number> primaryNumber, List<Alias> aliases,
                         Preferences preferences, Preferences customerPreferences) {
    public Subscriber {
        aliases = List.copyOf(aliases);
    }

    /** {@code username@domain}. */
    public String addressOfRecord() { return username + "@" + domain; }

    /** The alias with this user part. */
    public Optional<Alias> alias(String name) { return aliases.stream().filter(alias -> alias.username().equals(name)).findFirst(); }

    /** The longest of its numbers that this number goes on from. */
    public Optional<String> baseOf(String digits) {
        return aliases.stream().filter(alias -> !alias.isDevid()).map(Alias::username)
                .filter(own -> !own.isEmpty() && digits.length() > own.length() && digits.startsWith(own)).max(Comparator.comparingInt(String::length));
    }

    /** Without the password, which must not get into logs. */
    @Override public String toString() { return "Subscriber[" + id + " " + addressOfRecord() + " " + uuid + "]"; }
}
