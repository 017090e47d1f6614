package io.tandem.data.ban;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;

/** The bans in Redis. Every method blocks, and throws {@link io.lettuce.core.RedisException} while Redis is away. Any thread but an event loop. */
public final class BanStore {
    /** Let free so long ago that no ban set before can still hold. */
    private static final Duration LIFTED_MEMORY = Duration.ofDays(30);
    private static final String SOURCE = "source";
    private static final String ACCOUNT = "account";
    private static final String BEGINNING = "0-0";
    private static final String ALL_BEFORE = "0";

    private final RedisLink redis;
    private final InstantSource clock;

    public BanStore(RedisLink redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /** What happened, in order, and where to read on. */
    public record Changes(List<BanChange> changes, String position) {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /** Whom somebody let free, and when. */
    public record Lifted(BanChange change, Instant at) {}

    /** Writes a ban and tells all load balancers. */
    public void put(SourceBan ban) {
        String key = Keys.bannedSource(ban.address());
        command(List.of("HSET", key), BanText.of(ban));
        if (ban.isForGood()) {
            redis.call("PERSIST", key);
        } else {
            redis.call("EXPIREAT", key, seconds(ban.until()));
        }
        redis.call("ZADD", Keys.BANNED_SOURCES, seconds(ban.until()), ban.address());
        log(BanText.of(ban));
    }

    public void put(AccountBan ban) {
        String account = canonical(ban.account());
        String key = Keys.bannedAccount(account);
        redis.call("HSET", key, ban.address(), BanText.line(ban));
        Instant end = account(account).stream().map(AccountBan::until).max(Instant::compareTo).orElse(ban.until());
        redis.call("EXPIREAT", key, seconds(end));
        redis.call("ZADD", Keys.BANNED_ACCOUNTS, seconds(end), account);
        log(BanText.of(ban));
    }

    /** Lets an address free on all load balancers, those too that cannot be reached now. */
    public void liftSource(String address) {
        redis.call("DEL", Keys.bannedSource(address));
        redis.call("ZREM", Keys.BANNED_SOURCES, address);
        lifted(SOURCE, address);
    }

    /** Lets an account free, whatever the address, on all load balancers. */
    public void liftAccount(String account) {
        String name = canonical(account);
        redis.call("DEL", Keys.bannedAccount(name));
        redis.call("ZREM", Keys.BANNED_ACCOUNTS, name);
        lifted(ACCOUNT, name);
    }

    private void lifted(String kind, String name) {
        long now = clock.instant().toEpochMilli();
        redis.call("ZADD", Keys.LIFTED_BANS, Long.toString(now), kind + ':' + name);
        redis.call("ZREMRANGEBYSCORE", Keys.LIFTED_BANS, ALL_BEFORE, Long.toString(now - LIFTED_MEMORY.toMillis()));
        log(BanText.lifted(kind, name));
    }

    private void log(Map<String, String> fields) {
        command(List.of("XADD", Keys.BAN_LOG, "MAXLEN", "~", Integer.toString(Keys.BAN_LOG_LENGTH), "*"), fields);
    }

    private void command(List<String> words, Map<String, String> fields) {
        List<String> all = new ArrayList<>(words);
        fields.forEach((name, value) -> {
            all.add(name);
            all.add(value);
        });
        redis.call(all.toArray(String[]::new));
    }

    private static String seconds(Instant moment) {
        return Long.toString(moment.getEpochSecond());
    }

    /** All banned addresses. */
    public List<SourceBan> sources() {
        return current(Keys.BANNED_SOURCES).stream().flatMap(address -> source(address).stream()).toList();
    }

    public Optional<SourceBan> source(String address) {
        return BanText.source(redis.pairs("HGETALL", Keys.bannedSource(address)));
    }

    /** All bans of accounts. */
    public List<AccountBan> accounts() {
        return current(Keys.BANNED_ACCOUNTS).stream().flatMap(account -> account(account).stream()).toList();
    }

    /** The bans of one account, one for each address that it is refused from. */
    public List<AccountBan> account(String account) {
        String name = canonical(account);
        Instant now = clock.instant();
        return redis.pairs("HGETALL", Keys.bannedAccount(name)).entrySet().stream()
                .flatMap(entry -> BanText.line(name, entry.getKey(), entry.getValue()).stream()).filter(ban -> ban.until().isAfter(now)).toList();
    }

    /** Drops what has ended from a sorted set and gives the rest. */
    private List<String> current(String set) {
        redis.call("ZREMRANGEBYSCORE", set, ALL_BEFORE, Long.toString(clock.instant().getEpochSecond() - 1));
        return redis.texts("ZRANGE", set, "0", "-1");
    }

    /** Whom somebody let free lately. */
    public List<Lifted> lifted() {
        List<Lifted> found = new ArrayList<>();
        redis.pairs("ZRANGE", Keys.LIFTED_BANS, "0", "-1", "WITHSCORES").forEach((entry, score) -> {
            int colon = entry.indexOf(':');
            String kind = colon < 0 ? "" : entry.substring(0, colon);
            BanText.change(BanText.lifted(kind, entry.substring(colon + 1)))
                    .ifPresent(change -> found.add(new Lifted(change, Instant.ofEpochMilli((long) Double.parseDouble(score)))));
        });
        return found;
    }

    /** Where the log ends now: read on from here after having read the bans. */
    public String position() {
        return redis.call("XREVRANGE", Keys.BAN_LOG, "+", "-", "COUNT", "1") instanceof List<?> last && !last.isEmpty()
                ? String.valueOf(((List<?>) last.getFirst()).getFirst()) : BEGINNING;
    }

    /** What happened after a position, without waiting. */
    public Changes changesAfter(String position) {
        List<BanChange> changes = new ArrayList<>();
        String end = position;
        if (redis.call("XREAD", "COUNT", "1000", "STREAMS", Keys.BAN_LOG, position) instanceof List<?> streams) {
            for (Object message : (List<?>) ((List<?>) streams.getFirst()).get(1)) {
                List<?> parts = (List<?>) message;
                BanText.change(RedisLink.pairs((List<?>) parts.get(1))).ifPresent(changes::add);
                end = String.valueOf(parts.getFirst());
            }
        }
        return new Changes(changes, end);
    }

    /** Accounts are the same in any case, as the load balancers count them. */
    private static String canonical(String account) {
        return account.toLowerCase(Locale.ROOT);
    }
}
