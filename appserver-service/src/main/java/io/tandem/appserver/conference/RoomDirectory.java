package io.tandem.appserver.conference;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whose rooms there are. */
@FunctionalInterface
interface RoomDirectory {

    /** The room of the subscriber with this number; empty if there is none. Any thread; completes on any thread, fails if the database is away.
     * @param number E.164 digits without plus sign */
    CompletableFuture<Optional<RoomSettings>> find(String number);
}
