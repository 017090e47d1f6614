package io.tandem.provisioning.access;

import java.util.Locale;

/** What a caller is. {@link Party} says what he may do, {@link Scope} with which rows. */
public enum Role {
    SYSTEM(Party.A), ADMIN(Party.A), RESELLER(Party.R), CCAREADMIN(Party.K), CCARE(Party.K), LINTERCEPT(Party.L), SUBSCRIBERADMIN(Party.SA),
    SUBSCRIBER(Party.S), GUEST(Party.G);

    private final Party party;

    Role(Party party) {
        this.party = party;
    }

    public Party party() {
        return party;
    }

    /** The name that clients read. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether rows of all resellers are his. */
    public boolean seesAllResellers() {
        return this == SYSTEM || this == ADMIN || this == CCAREADMIN;
    }

    /** Whether he is a subscriber, not an administrator. */
    public boolean isSubscriber() {
        return this == SUBSCRIBERADMIN || this == SUBSCRIBER;
    }
}
