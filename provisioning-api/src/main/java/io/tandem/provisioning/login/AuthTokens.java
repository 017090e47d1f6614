package io.tandem.provisioning.login;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.provisioning.resource.Caller;

/**
 * Tokens in Redis that stand for an account for a short while: those that are exchanged for a web token, and those that are mailed to somebody who
 * forgot his password. Any thread.
 */
public final class AuthTokens {
    /** How long a mailed token is good. */
    public static final Duration RESET = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OCTETS = 32;
    private static final Duration MAIL_PAUSE = Duration.ofSeconds(60);

    private final Supplier<RedisCommands<String, String>> redis;
    private final Accounts accounts;

    public AuthTokens(Supplier<RedisCommands<String, String>> redis, Accounts accounts) {
        this.redis = redis;
        this.accounts = accounts;
    }

    /** What a token is for. */
    public enum Kind {
        /** To log in once. */
        ONETIME("auth_token:", true),
        /** To log in until it ends. */
        EXPIRES("auth_token:", false),
        /** To set a new password. */
        PASSWORD("password_reset:", true);

        private final String prefix;
        private final boolean once;

        Kind(String prefix, boolean once) {
            this.prefix = prefix;
            this.once = once;
        }
    }

    /** @return the token, hexadecimal */
    public String create(Kind kind, Caller caller, Duration life) {
        byte[] random = new byte[OCTETS];
        RANDOM.nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        String holder = caller.line().map(line -> Realm.SUBSCRIBER.label() + " " + line.uuid()).orElse(Realm.ADMIN.label() + " " + caller.id());
        redis.get().setex(kind.prefix + token, life.toSeconds(), kind + " " + holder);
        return token;
    }

    /** Whose a token for logins is. One that is good once is gone then, whoever asks at the same moment. */
    public Optional<Account> login(String token, Realm realm) {
        String key = Kind.ONETIME.prefix + token;
        return stored(key).filter(stored -> stored.realm() == realm).filter(stored -> !stored.kind().once || redis.get().del(key) == 1)
            .flatMap(this::account);
    }

    /** Whose a token for a new password is; it stays good until it is {@link #used}. */
    public Optional<Account> password(String token) {
        return stored(Kind.PASSWORD.prefix + token).flatMap(this::account);
    }

    /** @return whether the token was still there: of two who use it one is told so */
    public boolean used(String token) {
        return redis.get().del(Kind.PASSWORD.prefix + token) == 1;
    }

    /** Whether nothing was mailed to an account in the last minute. */
    public boolean mayMail(LoginName name) {
        String key = "password_reset_mail:" + name.realm().label() + ":" + name;
        return redis.get().set(key, "1", SetArgs.Builder.nx().ex(MAIL_PAUSE)) != null;
    }

    private record Stored(Kind kind, Realm realm, String holder) {}

    private Optional<Stored> stored(String key) {
        String[] parts = Optional.ofNullable(redis.get().get(key)).orElse("").split(" ", -1);
        return parts.length != 3 ? Optional.empty() : Realm.of(parts[1]).map(realm -> new Stored(Kind.valueOf(parts[0]), realm, parts[2]));
    }

    private Optional<Account> account(Stored stored) {
        return stored.realm() == Realm.SUBSCRIBER ? accounts.subscriber(stored.holder()) : accounts.admin(Long.parseLong(stored.holder()));
    }
}
