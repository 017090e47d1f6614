package io.tandem.proxy.location;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisScript;
import io.tandem.data.registration.RegistrationScript;

/** The shards in Redis: a set of RUIDs each, and a lease that the first proxy of a round gets. Members whose binding is gone fall out here. */
public final class RedisKeepAliveShards implements KeepAliveShards {
    /** KEYS[1]: the lease; ARGV: its milliseconds, the shard, beginning of the keys of bindings, that of the sets of users, most unanswered pings. */
    private static final String CLAIM = RegistrationScript.FUNCTIONS + """
            if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then return {} end
            local found, limit = {}, tonumber(ARGV[5])
            for _, ruid in ipairs(redis.call('SMEMBERS', ARGV[2])) do
              local key = ARGV[3] .. ruid
              local kind = redis.call('HGET', key, 'keepalive')
              if not kind or kind == '0' then
                redis.call('SREM', ARGV[2], ruid)
              elseif limit > 0 and redis.call('HINCRBY', key, 'unanswered', 1) > limit then
                local owner = redis.call('HMGET', key, 'username', 'domain')
                removed(ruid, 'unanswered')
                redis.call('SREM', ARGV[4] .. owner[1] .. ':' .. owner[2], key)
                redis.call('SREM', ARGV[2], ruid)
              else
                found[#found + 1] = redis.call('HGETALL', key)
              end
            end
            return found
            """;
    private static final String ANSWERED = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'unanswered', 0) end return 0";

    private final RedisCommands redis;
    private final InstantSource clock;
    private final RedisScript claim;

    /** @param redis refuses at once while Redis is away */
    public RedisKeepAliveShards(RedisCommands redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
        this.claim = RedisScript.of(CLAIM);
    }

    @Override
    public CompletionStage<List<Pinged>> claim(int shard, Duration lease, int maxUnanswered) {
        String users = Keys.locationUser("", "");
        return claim.run(redis, Keys.keepAliveLease(shard), Long.toString(lease.toMillis()), Keys.keepAliveShard(shard),
                Keys.locationEntry(""), users.substring(0, users.length() - 1), Integer.toString(maxUnanswered)).thenApply(this::pinged);
    }

    private List<Pinged> pinged(Object hashes) {
        Instant now = clock.instant();
        return ((List<?>) hashes).stream().map(hash -> one((List<?>) hash)).flatMap(Optional::stream)
                .filter(pinged -> !pinged.binding().isExpired(now)).toList();
    }

    private static Optional<Pinged> one(List<?> namesAndValues) {
        Map<String, String> fields = RedisLink.pairs(namesAndValues);
        return BindingHash.parse(fields).map(binding -> new Pinged(binding, fields.getOrDefault("domain", "")));
    }

    /** With its text, which is short: asked for after Redis has not known a digest, it would be overtaken by the next claim. */
    @Override
    public void answered(String ruid) {
        redis.call("EVAL", ANSWERED, "1", Keys.locationEntry(ruid));
    }
}
