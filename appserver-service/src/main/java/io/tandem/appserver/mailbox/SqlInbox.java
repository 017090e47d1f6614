package io.tandem.appserver.mailbox;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Messages in the database. */
record SqlInbox(MessageSpool spool, SqlThreads sql) implements Inbox {
    /** What the column of a subscriber without PIN holds. */
    private static final String NO_PIN = "0";

    @Override
    public CompletableFuture<Contents> open(String uuid) {
        return sql.run(() -> new Contents(spool.pin(uuid).filter(pin -> !pin.isBlank() && !pin.equals(NO_PIN)), spool.inboxOf(uuid)));
    }

    @Override
    public CompletableFuture<byte[]> recording(long message) {
        return sql.run(() -> {
            Optional<byte[]> found = spool.recording(message);
            return found.orElseThrow(() -> new SQLException("message " + message + " is gone"));
        });
    }

    @Override
    public CompletableFuture<Void> leave(String uuid, Set<Long> heard, Set<Long> deleted) {
        return sql.run(() -> {
            if (!heard.isEmpty() || !deleted.isEmpty()) spool.sort(uuid, heard, deleted);
            return heard.size() + deleted.size();
        }).thenAccept(_ -> { });
    }
}
