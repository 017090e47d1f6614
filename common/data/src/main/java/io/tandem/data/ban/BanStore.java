package io.tandem.data.ban;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;

/** The bans in Redis. Every method blocks, and throws {@link io.lettuce.core.RedisException} while Redis is away. Any thread but an event loop. */
public final class BanStore {
    /** Let free so long ago that no ban set before can still hold. */
    private static final Duration LIFTED_MEMORY = Duration.ofDays(30);
    private static final String SOURCE = "source";
    private static final String ACCOUNT = "account";

    private final Supplier<RedisCommands<String, String>> redis;
    private final InstantSource clock;

    public BanStore(Supplier<RedisCommands<String, String>> redis, InstantSource clock) {
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
        RedisCommands<String, String> commands = redis.get();
        String key = Keys.bannedSource(ban.address());
        commands.hset(key, BanText.of(ban));
        if (ban.isForGood()) {
            commands.persist(key);
        } else {
            commands.expireat(key, ban.until());
        }
        commands.zadd(Keys.BANNED_SOURCES, ban.until().getEpochSecond(), ban.address());
        log(commands, BanText.of(ban));
    }

    public void put(AccountBan ban) {
        RedisCommands<String, String> commands = redis.get();
        String account = canonical(ban.account());
        String key = Keys.bannedAccount(account);
        commands.hset(key, ban.address(), BanText.line(ban));
        Instant end = accountBans(commands, account).stream().map(AccountBan::until).max(Instant::compareTo).orElse(ban.until());
        commands.expireat(key, end);
        commands.zadd(Keys.BANNED_ACCOUNTS, end.getEpochSecond(), account);
        log(commands, BanText.of(ban));
    }

    /** Lets an address free on all load balancers, those too that cannot be reached now. */
    public void liftSource(String address) {
        RedisCommands<String, String> commands = redis.get();
        commands.del(Keys.bannedSource(address));
        commands.zrem(Keys.BANNED_SOURCES, address);
        lifted(commands, SOURCE, address);
    }

    /** Lets an account free, whatever the address, on all load balancers. */
    public void liftAccount(String account) {
        RedisCommands<String, String> commands = redis.get();
        String name = canonical(account);
        commands.del(Keys.bannedAccount(name));
        commands.zrem(Keys.BANNED_ACCOUNTS, name);
        lifted(commands, ACCOUNT, name);
    }

    private void lifted(RedisCommands<String, String> commands, String kind, String name) {
        long now = clock.instant().toEpochMilli();
        commands.zadd(Keys.LIFTED_BANS, now, kind + ':' + name);
        commands.zremrangebyscore(Keys.LIFTED_BANS, Range.create(0, now - LIFTED_MEMORY.toMillis()));
        log(commands, BanText.lifted(kind, name));
    }

    private static void log(RedisCommands<String, String> commands, Map<String, String> fields) {
        commands.xadd(Keys.BAN_LOG, XAddArgs.Builder.maxlen(Keys.BAN_LOG_LENGTH).approximateTrimming(), fields);
    }

    /** All banned addresses. */
    public List<SourceBan> sources() {
        RedisCommands<String, String> commands = redis.get();
        List<SourceBan> found = new ArrayList<>();
        for (String address : current(commands, Keys.BANNED_SOURCES)) {
            BanText.source(commands.hgetall(Keys.bannedSource(address))).ifPresent(found::add);
        }
        return found;
    }

    public Optional<SourceBan> source(String address) {
        return BanText.source(redis.get().hgetall(Keys.bannedSource(address)));
    }

    /** All bans of accounts. */
    public List<AccountBan> accounts() {
        RedisCommands<String, String> commands = redis.get();
        return current(commands, Keys.BANNED_ACCOUNTS).stream().flatMap(account -> accountBans(commands, account).stream()).toList();
    }

    /** The bans of one account, one for each address that it is refused from. */
    public List<AccountBan> account(String account) {
        return accountBans(redis.get(), canonical(account));
    }

    private List<AccountBan> accountBans(RedisCommands<String, String> commands, String account) {
        Instant now = clock.instant();
        return commands.hgetall(Keys.bannedAccount(account)).entrySet().stream()
                .flatMap(entry -> BanText.line(account, entry.getKey(), entry.getValue()).stream()).filter(ban -> ban.until().isAfter(now)).toList();
    }

    /** Drops what has ended from a sorted set and gives the rest. */
    private List<String> current(RedisCommands<String, String> commands, String set) {
        commands.zremrangebyscore(set, Range.create(0, clock.instant().getEpochSecond() - 1));
        return commands.zrange(set, 0, -1);
    }

    /** Whom somebody let free lately. */
    public List<Lifted> lifted() {
        List<Lifted> found = new ArrayList<>();
        for (ScoredValue<String> entry : redis.get().zrangeWithScores(Keys.LIFTED_BANS, 0, -1)) {
            int colon = entry.getValue().indexOf(':');
            String kind = colon < 0 ? "" : entry.getValue().substring(0, colon);
            BanText.change(BanText.lifted(kind, entry.getValue().substring(colon + 1)))
                    .ifPresent(change -> found.add(new Lifted(change, Instant.ofEpochMilli((long) entry.getScore()))));
        }
        return found;
    }

    /** Where the log ends now: read on from here after having read the bans. */
    public String position() {
        List<StreamMessage<String, String>> last = redis.get().xrevrange(Keys.BAN_LOG, Range.create("-", "+"), Limit.from(1));
        return last.isEmpty() ? "0-0" : last.getFirst().getId();
    }

    /** What happened after a position, without waiting. */
    @SuppressWarnings("unchecked") // an array of one for varargs
    public Changes changesAfter(String position) {
        List<BanChange> changes = new ArrayList<>();
        String end = position;
        for (StreamMessage<String, String> message : redis.get().xread(XReadArgs.Builder.count(1000), XReadArgs.StreamOffset.from(Keys.BAN_LOG, position))) {
            BanText.change(message.getBody()).ifPresent(changes::add);
            end = message.getId();
        }
        return new Changes(changes, end);
    }

    /** Accounts are the same in any case, as the load balancers count them. */
    private static String canonical(String account) {
        return account.toLowerCase(Locale.ROOT);
    }
}
