package io.tandem.data.redis;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that something goes on without Redis, and once that it is back, whatever the number of commands that fail. Any thread. */
public final class RedisOutage {
    private static final Logger LOG = LoggerFactory.getLogger(RedisOutage.class);
    private final String consequence;
    private final AtomicBoolean away = new AtomicBoolean();

    /** @param consequence what operators must expect until Redis answers */
    public RedisOutage(String consequence) { this.consequence = consequence; }

    /**
     * Takes notice of how a command ended.
     *
     * @param failure null if Redis has answered
     * @return true for the first answer after an outage
     */
    public boolean note(@Nullable Throwable failure) {
        if (failure != null) {
            if (away.compareAndSet(false, true)) LOG.warn("{} until Redis answers: {}", consequence, failure.toString());
            return false;
        }
        boolean back = away.get() && away.compareAndSet(true, false);
        if (back) LOG.info("Redis answers again, this is over: {}", consequence);
        return back;
    }
}
