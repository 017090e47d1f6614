package io.tandem.proxy.location;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.tandem.data.redis.Keys;

/** Bindings in Redis: a set per address-of-record whose members are the keys of hashes, each with a native TTL. One script, one round trip
 * per operation; the only keys touched are those of the address-of-record. */
public final class RedisLocations implements Locations {
    private static final String FIND = """
            local found = {}
            for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
              local fields = redis.call('HGETALL', key)
              if #fields > 0 then found[#found + 1] = fields else redis.call('SREM', KEYS[1], key) end
            end
            return found
            """;
    /** ARGV: number of removed keys, these keys; then per binding: key, seconds to live (0 for ever), number of fields, name, value, ... */
    private static final String UPDATE = """
            local at = 2
            for _ = 1, tonumber(ARGV[1]) do
              redis.call('DEL', ARGV[at])
              redis.call('SREM', KEYS[1], ARGV[at])
              at = at + 1
            end
            while at <= #ARGV do
              local key, ttl, count = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
              at = at + 3
              redis.call('DEL', key)
              redis.call('HSET', key, unpack(ARGV, at, at + 2 * count - 1))
              at = at + 2 * count
              if ttl > 0 then redis.call('EXPIRE', key, ttl) end
              redis.call('SADD', KEYS[1], key)
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
            return 'OK'
            """;

    private final RedisAsyncCommands<String, String> redis;
    private final InstantSource clock;
    private final RedisScript find;
    private final RedisScript update;

    /** @param redis commands of a shared connection that refuses at once while Redis is away */
    public RedisLocations(RedisAsyncCommands<String, String> redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
        this.find = RedisScript.of(FIND, ScriptOutputType.MULTI, redis);
        this.update = RedisScript.of(UPDATE, ScriptOutputType.STATUS, redis);
    }

    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return find.<List<Object>>run(redis, Keys.locationUser(owner.user(), owner.domain())).thenApply(this::bindings);
    }

    private List<Binding> bindings(List<Object> hashes) {
        Instant now = clock.instant();
        return hashes.stream().map(hash -> BindingHash.parse(fields((List<?>) hash))).flatMap(Optional::stream)
                .filter(binding -> !binding.isExpired(now)).toList();
    }

    private static Map<String, String> fields(List<?> namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
            fields.put(String.valueOf(namesAndValues.get(i)), String.valueOf(namesAndValues.get(i + 1)));
        }
        return fields;
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(removed.size()));
        removed.forEach(ruid -> arguments.add(Keys.locationEntry(ruid)));
        stored.forEach(binding -> addArguments(owner, binding, arguments));
        return update.<String>run(redis, Keys.locationUser(owner.user(), owner.domain()), arguments.toArray(String[]::new))
                .thenAccept(_ -> { });
    }

    private void addArguments(AddressOfRecord owner, Binding binding, List<String> arguments) {
        arguments.add(Keys.locationEntry(binding.ruid()));
        long now = clock.instant().getEpochSecond();
        arguments.add(Long.toString(binding.expiresAt().map(end -> Math.max(1, end.getEpochSecond() - now)).orElse(0L)));
        Map<String, String> fields = BindingHash.toFields(owner, binding);
        arguments.add(Integer.toString(fields.size()));
        fields.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
    }
}
