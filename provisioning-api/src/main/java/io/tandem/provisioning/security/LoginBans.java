package io.tandem.provisioning.security;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bans a login from an address after failed attempts: five within five minutes ban for 300 s, each further ban for 300 s longer, up to an hour.
 * Counted in Redis, so that all nodes know. Without Redis nobody is banned. Any thread.
 */
public final class LoginBans {
    private static final Logger LOG = LoggerFactory.getLogger(LoginBans.class);
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration BAN = Duration.ofSeconds(300);
    private static final Duration LONGEST_BAN = Duration.ofSeconds(3600);
    private static final Duration STAGE_MEMORY = Duration.ofDays(1);

    private final Supplier<RedisCommands<String, String>> redis;

    public LoginBans(Supplier<RedisCommands<String, String>> redis) {
        this.redis = redis;
    }

    /** Who tries, from where. */
    record Attempt(String login, String address) {
        private String key(String kind) {
            return "login:" + kind + "::user:" + login + "::domain:::realm:api_admin_http::ip:" + address;
        }
    }

    /** What is known of an attempt before it is checked. */
    record History(boolean banned, boolean failedBefore) {}

    History of(Attempt attempt) {
        try {
            List<KeyValue<String, String>> known = redis.get().mget(attempt.key("ban"), attempt.key("fail"));
            return new History(known.get(0).hasValue(), known.get(1).hasValue());
        } catch (RedisException away) {
            LOG.warn("cannot look up login bans, letting {} try: {}", attempt, away.getMessage());
            return new History(false, false);
        }
    }

    void failed(Attempt attempt) {
        try {
            RedisCommands<String, String> commands = redis.get();
            long failures = commands.incr(attempt.key("fail"));
            commands.expire(attempt.key("fail"), BAN);
            if (failures >= MAX_ATTEMPTS) {
                ban(commands, attempt);
            }
        } catch (RedisException away) {
            LOG.warn("cannot count the failed login {}: {}", attempt, away.getMessage());
        }
    }

    /** A right password ends the counting. */
    void succeeded(Attempt attempt) {
        try {
            redis.get().del(attempt.key("fail"));
        } catch (RedisException away) {
            LOG.warn("cannot forget the failed logins of {}: {}", attempt, away.getMessage());
        }
    }

    private static void ban(RedisCommands<String, String> commands, Attempt attempt) {
        long stage = commands.incr(attempt.key("stage"));
        commands.expire(attempt.key("stage"), STAGE_MEMORY);
        Duration length = BAN.multipliedBy(stage);
        Duration ban = length.compareTo(LONGEST_BAN) > 0 ? LONGEST_BAN : length;
        commands.setex(attempt.key("ban"), ban.toSeconds(), Long.toString(stage));
        commands.del(attempt.key("fail"));
        LOG.warn("{} failed logins of {}: banned for {} s", MAX_ATTEMPTS, attempt, ban.toSeconds());
    }
}
