package io.tandem.appserver.mailbox;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds mailboxes. */
public interface Mailboxes {
    /** By any number of the subscriber; completes on any thread, with a failure if the database is away. */
    CompletableFuture<Optional<Mailbox>> byNumber(String digits);
}
