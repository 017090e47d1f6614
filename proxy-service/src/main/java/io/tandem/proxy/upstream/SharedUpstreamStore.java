package io.tandem.proxy.upstream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

import javax.sql.DataSource;

import io.tandem.data.coherence.CoherentReads;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscribers from the local database, lease and states in Redis. Any thread. */
public final class SharedUpstreamStore implements UpstreamStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedUpstreamStore.class);
    private static final int WAITING = 16;
    private static final String SUBSCRIBERS = "select s.uuid from provisioning.voip_usr_preferences v "
            + "join provisioning.voip_preferences p on p.id = v.attribute_id join provisioning.voip_subscribers s on s.id = v.subscriber_id "
            + "where p.attribute = 'peer_auth_user' order by s.id";
    /** KEYS[1]: the lease; ARGV: who asks, milliseconds. */
    private static final String LEASE = """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    private final CoherentReads reads = new CoherentReads(1, WAITING);
    private final RedisScript lease = RedisScript.of(LEASE);
    private final DataSource database;
    private final RedisCommands redis;
    private final String owner;

    /** @param owner names this process */
    public SharedUpstreamStore(DataSource database, RedisCommands redis, String owner) {
        this.database = database;
        this.redis = redis;
        this.owner = owner;
    }

    @Override
    public CompletionStage<List<String>> subscribers() {
        reads.forget(() -> { });
        return reads.once("subscribers", this::read, _ -> { });
    }

    private List<String> read() throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(SUBSCRIBERS);
             ResultSet row = query.executeQuery()) {
            List<String> uuids = new ArrayList<>();
            while (row.next()) {
                uuids.add(row.getString(1));
            }
            return uuids;
        }
    }

    @Override
    public CompletionStage<Boolean> lease(Duration time) {
        return lease.run(redis, Keys.UPSTREAM_LEASE, owner, Long.toString(time.toMillis())).thenApply(Long.valueOf(1)::equals);
    }

    @Override
    public CompletionStage<Map<String, UpstreamState>> states() {
        return redis.call("HGETALL", Keys.UPSTREAM_STATES).thenApply(answer -> {
            Map<String, UpstreamState> states = new TreeMap<>();
            RedisLink.pairs((List<?>) answer).forEach((id, text) -> UpstreamState.parse(text).ifPresent(state -> states.put(id, state)));
            return states;
        });
    }

    @Override
    public void keep(String id, UpstreamState state) {
        note(id, redis.call("HSET", Keys.UPSTREAM_STATES, id, state.text()));
    }

    @Override
    public void forget(String id) {
        note(id, redis.call("HDEL", Keys.UPSTREAM_STATES, id));
    }

    private static void note(String id, CompletionStage<Object> written) {
        written.whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("state of registration {} is not written, the next one will be: {}", id, failure.toString());
            }
        });
    }

    @Override
    public void close() {
        reads.close();
    }
}
