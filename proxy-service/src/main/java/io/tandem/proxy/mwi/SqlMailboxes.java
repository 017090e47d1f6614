package io.tandem.proxy.mwi;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import javax.sql.DataSource;

import io.tandem.data.coherence.CoherentReads;
import io.tandem.data.mailbox.MailboxQuery;
import io.tandem.data.mailbox.MailboxState;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;

/** Counts messages in the local database; the first proxy that says so in Redis tells the phones. Any thread. */
public final class SqlMailboxes implements Mailboxes, AutoCloseable {
    private static final int CONNECTIONS = 1;
    private static final int WAITING = 10_000;
    /** Longer than the slowest replica is behind. */
    private static final Duration CLAIMED = Duration.ofMinutes(10);

    private final CoherentReads reads = new CoherentReads(CONNECTIONS, WAITING);
    private final DataSource database;
    private final RedisCommands redis;

    public SqlMailboxes(DataSource database, RedisCommands redis) {
        this.database = database;
        this.redis = redis;
    }

    @Override
    public CompletionStage<Optional<MailboxState>> state(int subscriber) {
        reads.forget(() -> { }); // a read that is under way may not know yet why somebody asks again
        return reads.once(subscriber, () -> read(subscriber), _ -> { });
    }

    private Optional<MailboxState> read(int subscriber) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return MailboxQuery.ofSubscriber(connection, subscriber);
        }
    }

    @Override
    public CompletionStage<Boolean> claim(long change) {
        return redis.call("SET", Keys.mailboxChange(change), "1", "NX", "EX", Long.toString(CLAIMED.toSeconds())).thenApply(String.class::isInstance);
    }

    @Override
    public void close() {
        reads.close();
    }
}
