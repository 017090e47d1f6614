package io.tandem.provisioning.login;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bans a login from an address after failed attempts, each further ban longer until the account has logged in again. Attempts are counted in Redis,
 * so that all nodes know, bans of an account in its row; names without an account are counted the same way, in Redis, and so tell nobody that they
 * have none. Without Redis nobody is banned. Any thread.
 */
public final class LoginBans {
    private static final Logger LOG = LoggerFactory.getLogger(LoginBans.class);
    /** As long as other commands. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration STAGE_MEMORY = Duration.ofDays(1);

    private final Supplier<RedisCommands<String, String>> redis;
    private final Supplier<RedisAsyncCommands<String, String>> asked;
    private final Accounts accounts;
    private final BanProperties properties;

    /** @param asked the same Redis for what is waited for later */
    public LoginBans(Supplier<RedisCommands<String, String>> redis, Supplier<RedisAsyncCommands<String, String>> asked, Accounts accounts,
                     BanProperties properties) {
        this.redis = redis;
        this.asked = asked;
        this.accounts = accounts;
        this.properties = properties;
    }

    /** What is known of an attempt before it is checked. */
    record History(boolean banned, boolean failedBefore) {}

    /** Asks Redis now; the answer is waited for when it is needed, so that the database can be asked meanwhile. */
    Supplier<History> of(Login.Attempt attempt) {
        try {
            RedisFuture<List<KeyValue<String, String>>> answer = asked.get().mget(key("ban", attempt), key("fail", attempt));
            return () -> history(attempt, answer);
        } catch (RedisException away) {
            return () -> unknown(attempt, away);
        }
    }

    private static History history(Login.Attempt attempt, RedisFuture<List<KeyValue<String, String>>> answer) {
        try {
            List<KeyValue<String, String>> known = LettuceFutures.awaitOrCancel(answer, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new History(known.get(0).hasValue(), known.get(1).hasValue());
        } catch (RedisException away) {
            return unknown(attempt, away);
        }
    }

    private static History unknown(Login.Attempt attempt, RedisException away) {
        LOG.warn("cannot look up login bans, letting {} try: {}", attempt, away.getMessage());
        return new History(false, false);
    }

    void failed(Login.Attempt attempt, Optional<Account> account) {
        try {
            RedisCommands<String, String> commands = redis.get();
            long failures = commands.incr(key("fail", attempt));
            commands.expire(key("fail", attempt), properties.period());
            if (failures >= properties.maxAttempts()) {
                ban(commands, attempt, account);
            }
        } catch (RedisException away) {
            LOG.warn("cannot count the failed login {}: {}", attempt, away.getMessage());
        }
    }

    /** A right password ends the counting. */
    void succeeded(Login.Attempt attempt, Account account) {
        if (account.banStage() > 0) {
            accounts.forgetBans(account.caller());
        }
        try {
            redis.get().del(key("fail", attempt));
        } catch (RedisException away) {
            LOG.warn("cannot forget the failed logins of {}: {}", attempt, away.getMessage());
        }
    }

    private void ban(RedisCommands<String, String> commands, Login.Attempt attempt, Optional<Account> account) {
        long stage = account.map(known -> accounts.banned(known.caller(), attempt.address())).orElseGet(() -> nextStage(commands, attempt));
        Duration length = properties.length(stage);
        commands.setex(key("ban", attempt), length.toSeconds(), Long.toString(stage));
        commands.del(key("fail", attempt));
        LOG.warn("{} failed logins of {}: banned for {} s", properties.maxAttempts(), attempt, length.toSeconds());
    }

    private static long nextStage(RedisCommands<String, String> commands, Login.Attempt attempt) {
        long stage = commands.incr(key("stage", attempt));
        commands.expire(key("stage", attempt), STAGE_MEMORY);
        return stage;
    }

    private static String key(String kind, Login.Attempt attempt) {
        LoginName name = attempt.name();
        return "login:" + kind + "::user:" + name.user() + "::domain:" + name.domain() + "::realm:" + name.realm().label() + "::ip:" + attempt.address();
    }
}
