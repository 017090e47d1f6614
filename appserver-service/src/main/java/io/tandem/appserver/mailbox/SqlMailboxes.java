package io.tandem.appserver.mailbox;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.Subscriber;

/** Mailboxes of the subscribers in the directory. */
final class SqlMailboxes implements Mailboxes {
    private final Directory directory;
    private final MessageSpool spool;
    private final SqlThreads sql;

    SqlMailboxes(Directory directory, MessageSpool spool, SqlThreads sql) {
        this.directory = directory;
        this.spool = spool;
        this.sql = sql;
    }

    @Override
    public CompletableFuture<Optional<Mailbox>> byNumber(String digits) {
        return directory.byNumber(digits).thenCompose(found -> found.map(this::withCount)
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletableFuture<Optional<Mailbox>> withCount(Subscriber subscriber) {
        return sql.run(() -> Optional.of(new Mailbox(subscriber.uuid(), spool.newMessages(subscriber.uuid()))));
    }
}
