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
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;

/** The bindings that registrars and provisioning share in Redis. Blocks; request threads only. */
public final class Bindings {
    private static final int SCAN_BATCH = 1000;

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
        RedisCommands<String, String> commands = redis.get();
        String entry = Keys.locationEntry(ruid);
        String set = set(username, domain);
        commands.hset(entry, fields);
        commands.sadd(set, entry);
        if (secondsToLive == 0) {
            commands.persist(entry);
            commands.persist(set);
        } else {
            commands.expire(entry, secondsToLive);
            extend(commands, set, secondsToLive);
        }
    }

    void remove(String username, String domain, String ruid) {
        String entry = Keys.locationEntry(ruid);
        redis.get().srem(set(username, domain), entry);
        redis.get().del(entry);
    }

    /** When a subscriber ends. */
    public void removeAll(String username, String domain) {
        RedisCommands<String, String> commands = redis.get();
        String set = set(username, domain);
        commands.smembers(set).forEach(commands::del);
        commands.del(set);
    }

    /** A set lives as long as its longest member; one with a permanent member has no end. */
    private static void extend(RedisCommands<String, String> commands, String set, long seconds) {
        boolean isNew = commands.scard(set) == 1;
        long left = commands.ttl(set);
        if (isNew || left >= 0 && left < seconds) {
            commands.expire(set, seconds);
        }
    }

    private static String set(String username, String domain) {
        return Keys.locationUser(username, domain.toLowerCase(Locale.ROOT));
    }
}
