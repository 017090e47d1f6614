package io.tandem.proxy.location;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisScript;
import io.tandem.data.registration.RegistrationScript;

/** Bindings in Redis: a set per address-of-record whose members are the keys of hashes, each with a native TTL. One script, one round trip
 * per operation; what happens to a binding is also told in the log of registrations. */
public final class RedisLocations implements Locations {
    private static final String FIND = """
            local found = {}
            for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
              local fields = redis.call('HGETALL', key)
              if #fields > 0 then found[#found + 1] = fields else redis.call('SREM', KEYS[1], key) end
            end
            return found
            """;
    /** How many expired bindings a new one tells of where no REST API runs that does: their list must not grow for ever. */
    private static final int SWEPT = 2;
    /** ARGV: number of removed bindings, beginning of the keys of flows, user, domain, removed RUIDs; then per binding: RUID, seconds to live (0 for
     * ever), key of its flow or nothing, key of its shard of pinged ones or nothing, number of fields, name, value, ... */
    private static final String UPDATE = RegistrationScript.FUNCTIONS + """
            local user, domain = ARGV[3], ARGV[4]
            local function leaveFlow(key)
              local old = redis.call('HMGET', key, 'connection_id', 'received', 'ruid')
              if old[1] and old[1] ~= '-1' and old[2] and old[3] then redis.call('HDEL', ARGV[2] .. old[1] .. '@' .. old[2], old[3]) end
            end
            local at, grown = 5, false
            for _ = 1, tonumber(ARGV[1]) do
              local key = ENTRY .. ARGV[at]
              leaveFlow(key)
              removed(ARGV[at], 'unregistered')
              redis.call('SREM', KEYS[1], key)
              at = at + 1
            end
            while at <= #ARGV do
              local ruid, ttl, flow, shard, count = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3], tonumber(ARGV[at + 4])
              local key = ENTRY .. ruid
              at = at + 5
              leaveFlow(key)
              local isNew = redis.call('DEL', key) == 0
              grown = grown or isNew
              redis.call('HSET', key, unpack(ARGV, at, at + 2 * count - 1))
              at = at + 2 * count
              if ttl > 0 then redis.call('EXPIRE', key, ttl) end
              redis.call('SADD', KEYS[1], key)
              if flow ~= '' then
                redis.call('HSET', flow, ruid, KEYS[1])
                if redis.call('TTL', flow) < ttl then redis.call('EXPIRE', flow, ttl) end
              end
              if shard ~= '' then redis.call('SADD', shard, ruid) end
              stored(ruid, user, domain, ttl, isNew)
            end
            local longest = 0
            for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
              local left = redis.call('TTL', key)
              if left == -2 then redis.call('SREM', KEYS[1], key)
              elseif left == -1 or longest == -1 then longest = -1
              elseif left > longest then longest = left end
            end
            if longest == -1 then redis.call('PERSIST', KEYS[1])
            elseif longest > 0 then redis.call('EXPIRE', KEYS[1], longest + 1) end
            if grown then sweep(%d) end
            return 'OK'
            """.formatted(SWEPT);
    /** KEYS[1]: the flow; ARGV: its connection and received. */
    private static final String CLOSE = RegistrationScript.FUNCTIONS + """
            local members = redis.call('HGETALL', KEYS[1])
            local count = 0
            for i = 1, #members, 2 do
              local key = ENTRY .. members[i]
              local current = redis.call('HMGET', key, 'connection_id', 'received')
              if current[1] == ARGV[1] and current[2] == ARGV[2] then
                removed(members[i], 'connection_closed')
                redis.call('SREM', members[i + 1], key)
                count = count + 1
              end
            end
            redis.call('DEL', KEYS[1])
            return count
            """;

    private final RedisCommands redis;
    private final InstantSource clock;
    private final RedisScript find;
    private final RedisScript update;
    private final RedisScript close;

    /** @param redis refuses at once while Redis is away */
    public RedisLocations(RedisCommands redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
        this.find = RedisScript.of(FIND);
        this.update = RedisScript.of(UPDATE);
        this.close = RedisScript.of(CLOSE);
    }

    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return find.run(redis, Keys.locationUser(owner.user(), owner.domain())).thenApply(this::bindings);
    }

    private List<Binding> bindings(Object hashes) {
        Instant now = clock.instant();
        return ((List<?>) hashes).stream().map(hash -> BindingHash.parse(RedisLink.pairs((List<?>) hash))).flatMap(Optional::stream)
                .filter(binding -> !binding.isExpired(now)).toList();
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(removed.size()));
        arguments.add(Keys.FLOW);
        arguments.add(owner.user());
        arguments.add(owner.domain());
        arguments.addAll(removed);
        stored.forEach(binding -> addArguments(owner, binding, arguments));
        return update.run(redis, Keys.locationUser(owner.user(), owner.domain()), arguments.toArray(String[]::new))
                .thenAccept(_ -> { });
    }

    private void addArguments(AddressOfRecord owner, Binding binding, List<String> arguments) {
        arguments.add(binding.ruid());
        long now = clock.instant().getEpochSecond();
        arguments.add(Long.toString(binding.expiresAt().map(end -> Math.max(1, end.getEpochSecond() - now)).orElse(0L)));
        arguments.add(binding.connection().isPresent() ? Keys.flow(binding.connection().getAsLong(), binding.received()) : "");
        arguments.add(binding.keepAlive() == KeepAlive.NONE ? "" : Keys.keepAliveShard(KeepAliveShards.shardOf(binding.ruid())));
        Map<String, String> fields = BindingHash.toFields(owner, binding);
        arguments.add(Integer.toString(fields.size()));
        fields.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        CompletionStage<Long> all = CompletableFuture.completedFuture(0L);
        for (ClosedFlow flow : flows) { // sent at once, one after the other
            CompletionStage<Long> one = close.run(redis, Keys.flow(flow.connection(), flow.received()),
                    Long.toUnsignedString(flow.connection()), flow.received()).thenApply(Long.class::cast);
            all = all.thenCombine(one, Long::sum);
        }
        return all;
    }
}
