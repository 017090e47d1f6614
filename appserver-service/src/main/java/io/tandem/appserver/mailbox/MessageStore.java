package io.tandem.appserver.mailbox;

import java.util.concurrent.CompletableFuture;

/** Keeps messages. */
public interface MessageStore {
    /** Where a message is safe now; from the journal it goes to the database when that is back. */
    enum Place { DATABASE, JOURNAL }

    /** Completes, on any thread, once the message survives a crash of this process; fails if it could not be kept. */
    CompletableFuture<Place> store(NewMessage message);
}
