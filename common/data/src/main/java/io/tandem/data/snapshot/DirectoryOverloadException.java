package io.tandem.data.snapshot;

/** Too many look-ups wait for the database. The caller answers 503 with Retry-After. */
public final class DirectoryOverloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DirectoryOverloadException(int waiting, int limit) {
        super("%d subscriber look-ups wait for the database (limit %d); check the database's load and tandem.db.url"
                .formatted(waiting, limit));
    }
}
