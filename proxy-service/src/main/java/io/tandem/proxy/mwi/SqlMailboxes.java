package io.tandem.proxy.mwi;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.sql.DataSource;

import io.tandem.data.coherence.CoherentReads;
import io.tandem.data.mailbox.MailboxQuery;
import io.tandem.data.mailbox.MailboxState;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisScript;

/** Counts messages in the local database; what phones were told last is in Redis, and the first proxy that knows better tells them. Any thread. */
public final class SqlMailboxes implements Mailboxes, AutoCloseable {
    private static final int CONNECTIONS = 1;
    private static final int WAITING = 10_000;
    private static final String SCANNED = "1000";
    /** KEYS[1]: what was told, a field each; ARGV: subscriber, change, state, 1 if only the state counts. A replica that is behind must not take back what
     * another proxy has told. */
    private static final String CLAIM = """
            local told = redis.call('HGET', KEYS[1], ARGV[1])
            local change, state
            if told then change, state = string.match(told, '^(%d+) (.*)$') end
            if change and ARGV[4] == '0' and tonumber(change) >= tonumber(ARGV[2]) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
            return state == ARGV[3] and 0 or 1
            """;

    private final CoherentReads reads = new CoherentReads(CONNECTIONS, WAITING);
    private final DataSource database;
    private final RedisCommands redis;
    private final RedisScript claim = RedisScript.of(CLAIM);

    /** What the database alone knows. */
    private record Filled(long position, List<Integer> owners) {}

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
    public CompletionStage<Boolean> claim(Claim wanted) {
        MailboxState state = wanted.state();
        return claim.run(redis, Keys.MAILBOXES_TOLD, Integer.toString(wanted.subscriber()), Long.toString(wanted.change()),
                state.fresh() + "/" + state.old() + "/" + state.urgent(), wanted.anew() ? "1" : "0").thenApply(Long.valueOf(1)::equals);
    }

    @Override
    public CompletionStage<Suspects> suspects() {
        return reads.once("suspects", this::filled, _ -> { }).thenCompose(filled -> told("0", new LinkedHashSet<>(filled.owners()))
                .thenApply(owners -> new Suspects(filled.position(), List.copyOf(owners))));
    }

    private Filled filled() throws SQLException {
        try (Connection connection = database.getConnection()) {
            long position = MailboxQuery.position(connection);
            return new Filled(position, MailboxQuery.owners(connection));
        }
    }

    /** Adds those that phones were told of: their last message may be gone. */
    private CompletionStage<Set<Integer>> told(String cursor, Set<Integer> owners) {
        return redis.call("HSCAN", Keys.MAILBOXES_TOLD, cursor, "COUNT", SCANNED).thenCompose(answer -> {
            List<?> parts = (List<?>) answer;
            List<?> fields = (List<?>) parts.getLast();
            for (int i = 0; i < fields.size(); i += 2) {
                owners.add(Integer.valueOf(String.valueOf(fields.get(i))));
            }
            String next = String.valueOf(parts.getFirst());
            return next.equals("0") ? CompletableFuture.completedFuture(owners) : told(next, owners);
        });
    }

    @Override
    public void close() {
        reads.close();
    }
}
