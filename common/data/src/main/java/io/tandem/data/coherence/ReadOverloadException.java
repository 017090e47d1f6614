package io.tandem.data.coherence;

/** Too many look-ups wait for the database. The caller answers 503 with Retry-After. */
public final class ReadOverloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReadOverloadException(int waiting, int limit) {
        super("%d look-ups wait for the database (limit %d); check the database's load and tandem.db.url"
                .formatted(waiting, limit));
    }
}
