package io.tandem.provisioning;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.tandem.provisioning.access.Role;

/**
 * Rows of one resource for {@link IsolationIT}.
 *
 * @param owner   whose such a row is
 * @param body    what POST makes one from; also tried by every role
 * @param row     makes a row some other way and returns its id, or names one that is there
 * @param hidden  roles that are let in and see none of these rows all the same
 * @param readers roles that see these rows and may not write them, although they may write others
 * @param kept    the row is not changed or deleted, what hangs on it is needed
 */
record Fixture(String resource, Owner owner, Optional<Function<World, String>> body, Optional<Function<World, String>> row, Set<Role> hidden,
               Set<Role> readers, boolean kept) {
    /** Whose a row is; wider callers see it too. */
    enum Owner {
        /** Nobody's: who is let in sees it. */
        SYSTEM,
        /** Seen by all of a reseller who are let in. */
        RESELLER,
        /** Seen by all of a customer who are let in. */
        CUSTOMER,
        /** The subscriber's of the world. */
        SUBSCRIBER,
        /** Another subscriber's of the same customer. */
        OTHER_SUBSCRIBER
    }

    /** Rows that POST makes. */
    static Fixture post(String resource, Owner owner, Function<World, String> body) {
        return new Fixture(resource, owner, Optional.of(body), Optional.empty(), Set.of(), Set.of(), false);
    }

    /** Rows that come about another way. */
    static Fixture row(String resource, Owner owner, Function<World, String> row) {
        return new Fixture(resource, owner, Optional.empty(), Optional.of(row), Set.of(), Set.of(), false);
    }

    /** An action or a single object: nothing but who is let in is tried. */
    static Fixture none(String resource) {
        return new Fixture(resource, Owner.SYSTEM, Optional.empty(), Optional.empty(), Set.of(), Set.of(), true);
    }

    Fixture hiddenFrom(Role... roles) {
        return new Fixture(resource, owner, body, row, Set.of(roles), readers, kept);
    }

    Fixture readOnlyFor(Role... roles) {
        return new Fixture(resource, owner, body, row, hidden, Set.of(roles), kept);
    }

    Fixture keep() {
        return new Fixture(resource, owner, body, row, hidden, readers, true);
    }
}
