package io.tandem.provisioning;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisException;
import io.tandem.provisioning.event.CallEvents;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.event.RegistrationEvents;
import io.tandem.provisioning.write.IdempotencyKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Looks for ended calls and for registrations, and forgets old events and idempotency keys. One thread of its own. */
final class EventUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventUpkeep.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration TRIM_EVERY = Duration.ofHours(1);

    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("event-upkeep").factory());

    EventUpkeep(CallEvents calls, RegistrationEvents registrations, Outbox outbox, IdempotencyKeys keys, Duration keep) {
        every(LOOK_EVERY, calls::read);
        every(LOOK_EVERY, registrations::read);
        every(TRIM_EVERY, () -> outbox.trim(keep.toDays()));
        every(TRIM_EVERY, keys::trim);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void every(Duration pause, Runnable work) {
        thread.scheduleWithFixedDelay(() -> {
            try {
                work.run();
            } catch (DataAccessException | TransactionException | RedisException away) {
                LOG.warn("upkeep of events failed, next try in {}: {}", pause, away.getMessage());
            } catch (RuntimeException failed) {
                LOG.error("upkeep of events failed, next try in {}", pause, failed); // thrown on, it would be the last try
            }
        }, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
