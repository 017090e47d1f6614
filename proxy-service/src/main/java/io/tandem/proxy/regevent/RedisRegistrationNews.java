package io.tandem.proxy.regevent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisScript;
import io.tandem.data.registration.RegistrationLog;
import io.tandem.proxy.location.AddressOfRecord;

/** The registration log in Redis. */
public final class RedisRegistrationNews implements RegistrationNews {
    /** KEYS[1]: the log; ARGV: position, most entries. The log's end, then what is behind the position; an end before it is that of another log. */
    private static final String READ = """
            local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
            local found = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
            return {last[1] and last[1][1] or '%s', found}
            """.formatted(RegistrationLog.BEGINNING);
    /** KEYS[1]: the mark of who is watched; ARGV: milliseconds. Another watcher may have asked for longer. */
    private static final String WATCH = "if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end return 1";
    private static final String MOST = "1000";

    private final RedisCommands redis;
    private final RedisScript read = RedisScript.of(READ);
    private final RedisScript watch = RedisScript.of(WATCH);

    public RedisRegistrationNews(RedisCommands redis) {
        this.redis = redis;
    }

    @Override
    public CompletionStage<Void> watch(AddressOfRecord owner, Duration time) {
        return watch.run(redis, Keys.REGISTRATION_WATCHED + owner, Long.toString(Math.max(1000, time.toMillis()))).thenAccept(_ -> { });
    }

    @Override
    public CompletionStage<String> end() {
        return read(RegistrationLog.BEGINNING, "1").thenApply(answer -> String.valueOf(answer.getFirst()));
    }

    @Override
    public CompletionStage<Batch> after(String position) {
        return read(position, MOST).thenApply(answer -> {
            String end = String.valueOf(answer.getFirst());
            if (isBefore(end, position)) {
                return new Batch(List.of(), end, true);
            }
            List<News> news = new ArrayList<>();
            String at = position;
            for (Object entry : (List<?>) answer.getLast()) {
                List<?> parts = (List<?>) entry;
                at = String.valueOf(parts.getFirst());
                Map<String, String> fields = RedisLink.pairs((List<?>) parts.getLast());
                news.add(new News(new AddressOfRecord(fields.getOrDefault("username", ""), fields.getOrDefault("domain", "")),
                        fields.getOrDefault("ruid", ""), fields.getOrDefault("reason", "")));
            }
            return new Batch(news, at, false);
        });
    }

    private CompletionStage<List<?>> read(String position, String most) {
        return read.run(redis, Keys.REGISTRATION_LOG, position, most).thenApply(answer -> (List<?>) answer);
    }

    /** Positions are {@code milliseconds-number}. */
    private static boolean isBefore(String one, String other) {
        int first = Long.compare(part(one, 0), part(other, 0));
        return first < 0 || first == 0 && part(one, 1) < part(other, 1);
    }

    private static long part(String position, int index) {
        return Long.parseLong(position.split("-")[index]);
    }
}
