package io.tandem.provisioning.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.data.registration.RegistrationScript;

/** The bindings that registrars and provisioning share in Redis. Blocks; request threads only. */
public final class Bindings {
    private static final int SCAN_BATCH = 1000;
    /** KEYS[1]: the set; ARGV: RUID, seconds to live, user, domain; name, value, ... A set lives as long as its longest member. */
    private static final String PUT = RegistrationScript.FUNCTIONS + """
        local ruid, ttl = ARGV[1], tonumber(ARGV[2])
        local key = ENTRY .. ruid
        local isNew = redis.call('EXISTS', key) == 0
        redis.call('HSET', key, unpack(ARGV, 5))
        redis.call('HDEL', key, '%s')
        redis.call('SADD', KEYS[1], key)
        if ttl == 0 then
          redis.call('PERSIST', key)
          redis.call('PERSIST', KEYS[1])
        else
          redis.call('EXPIRE', key, ttl)
          local left = redis.call('TTL', KEYS[1])
          if redis.call('SCARD', KEYS[1]) == 1 or left >= 0 and left < ttl then redis.call('EXPIRE', KEYS[1], ttl) end
        end
        touch(KEYS[1])
        stored(ruid, ARGV[3], ARGV[4], ttl, isNew)
        return 'OK'
        """.formatted(RegistrationScript.DIGEST);
    private static final String REMOVE = RegistrationScript.FUNCTIONS + """
        redis.call('SREM', KEYS[1], ENTRY .. ARGV[1])
        removed(ARGV[1], 'provisioning')
        return 'OK'
        """;
    private static final String REMOVE_ALL = RegistrationScript.FUNCTIONS + """
        for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do removed(string.sub(key, #ENTRY + 1), 'terminated') end
        redis.call('DEL', KEYS[1])
        return 'OK'
        """;

    private final Supplier<RedisCommands<String, String>> redis;

    public Bindings(Supplier<RedisCommands<String, String>> redis) {
        this.redis = redis;
    }

    List<Map<String, String>> of(String username, String domain) {
        RedisCommands<String, String> commands = redis.get();
        List<Map<String, String>> found = new ArrayList<>();
        for (String key : commands.smembers(set(username, domain))) {
            Map<String, String> fields = commands.hgetall(key);
            if (!fields.isEmpty()) {
                found.add(fields);
            }
        }
        return found;
    }

    /** Of all subscribers. Walks the keys: for an administrator's overview, not for call paths. */
    List<Map<String, String>> all() {
        RedisCommands<String, String> commands = redis.get();
        ScanArgs entries = ScanArgs.Builder.matches(Keys.locationEntry("*")).limit(SCAN_BATCH);
        List<Map<String, String>> found = new ArrayList<>();
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> batch = commands.scan(cursor, entries);
            batch.getKeys().stream().map(commands::hgetall).filter(fields -> !fields.isEmpty()).forEach(found::add);
            cursor = batch;
        } while (!cursor.isFinished());
        return found;
    }

    Optional<Map<String, String>> byId(String ruid) {
        return Optional.of(redis.get().hgetall(Keys.locationEntry(ruid))).filter(fields -> !fields.isEmpty());
    }

    /** @param secondsToLive 0 for a permanent binding */
    void put(String username, String domain, String ruid, Map<String, String> fields, long secondsToLive) {
        List<String> arguments = new ArrayList<>(List.of(ruid, Long.toString(secondsToLive), username, domain));
        fields.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        run(PUT, set(username, domain), arguments.toArray(String[]::new));
    }

    void remove(String username, String domain, String ruid) {
        run(REMOVE, set(username, domain), ruid);
    }

    /** When a subscriber ends. */
    public void removeAll(String username, String domain) {
        run(REMOVE_ALL, set(username, domain));
    }

    private void run(String script, String set, String... arguments) {
        redis.get().<String>eval(script, ScriptOutputType.STATUS, new String[] {set}, arguments);
    }

    private static String set(String username, String domain) {
        return Keys.locationUser(username, domain.toLowerCase(Locale.ROOT));
    }
}
