package io.tandem.appserver.recent;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Calls that came for subscribers. Any thread; never blocks. Stages complete on any thread, and fail if the database is away. */
interface ReceivedCalls {
    /** The last one that is over; empty if there is none.
     * @param uuid of the subscriber */
    CompletableFuture<Optional<LastCall>> last(String uuid);

    /** Keeps it for who pursues malicious calls; completes once that is committed. The same call twice is kept once. */
    CompletableFuture<Void> report(String uuid, LastCall call);
}
