package io.tandem.data.registration;

import java.util.ArrayList;
import java.util.List;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;

/**
 * Reads what happened to bindings. Every method blocks, and throws {@link io.lettuce.core.RedisException} while Redis is away. Any thread but an event
 * loop.
 */
public final class RegistrationLog {
    /** Before the first entry. */
    public static final String BEGINNING = "0-0";

    private static final String SWEEP = RegistrationScript.FUNCTIONS + "sweep(tonumber(ARGV[1])) return 'OK'";
    private static final int SWEPT_AT_ONCE = 1000;

    private final RedisLink redis;

    public RegistrationLog(RedisLink redis) {
        this.redis = redis;
    }

    /** What happened, in order, and where to read on. */
    public record Changes(List<RegistrationChange> changes, String position) {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /** Tells of bindings that have expired meanwhile; of any number of callers one tells of each. */
    public void sweep() {
        redis.call("EVAL", SWEEP, "0", Integer.toString(SWEPT_AT_ONCE));
    }

    /** Where the log ends; {@link #BEGINNING} where there is none. */
    public String end() {
        return redis.call("XREVRANGE", Keys.REGISTRATION_LOG, "+", "-", "COUNT", "1") instanceof List<?> last && !last.isEmpty()
                ? String.valueOf(((List<?>) last.getFirst()).getFirst()) : BEGINNING;
    }

    /** What happened after a position. A log that ends before it is a new one, of a Redis that lost the old one, and read from its beginning. */
    public Changes after(String position, int most) {
        String from = isBefore(end(), position) ? BEGINNING : position;
        List<RegistrationChange> changes = new ArrayList<>();
        String at = from;
        if (redis.call("XREAD", "COUNT", Integer.toString(most), "STREAMS", Keys.REGISTRATION_LOG, from) instanceof List<?> streams) {
            for (Object entry : (List<?>) ((List<?>) streams.getFirst()).get(1)) {
                List<?> parts = (List<?>) entry;
                at = String.valueOf(parts.getFirst());
                RegistrationChange.of(at, RedisLink.pairs((List<?>) parts.get(1))).ifPresent(changes::add);
            }
        }
        return new Changes(changes, at);
    }

    /** Drops what is before a position; the entry there stays, to show how far the log has come. */
    public void forget(String position) {
        redis.call("XTRIM", Keys.REGISTRATION_LOG, "MINID", position);
    }

    /** {@code milliseconds-number}, each in turn. */
    private static boolean isBefore(String one, String other) {
        long first = Long.parseLong(one.substring(0, one.indexOf('-')));
        long second = Long.parseLong(other.substring(0, other.indexOf('-')));
        return first < second || (first == second
                && Long.parseLong(one.substring(one.indexOf('-') + 1)) < Long.parseLong(other.substring(other.indexOf('-') + 1)));
    }
}
