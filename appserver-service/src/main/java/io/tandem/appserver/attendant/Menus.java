package io.tandem.appserver.attendant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whose attendants there are. */
@FunctionalInterface
interface Menus {
    /** Any thread; completes on any thread, fails if the database is away.
     * @param uuid of the subscriber
     * @return empty if it has no choices */
    CompletableFuture<Optional<Menu>> find(String uuid);
}
