package io.tandem.provisioning;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.tandem.platform.role.RoleWatch;
import io.tandem.provisioning.billing.fraud.LimitEvents;
import io.tandem.provisioning.billing.fraud.LimitMail;
import io.tandem.provisioning.event.CallEvents;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.event.RegistrationEvents;
import io.tandem.provisioning.write.IdempotencyKeys;

/** Looks for ended calls and for registrations, and forgets old events and idempotency keys. On the active node only, on one thread of its own. */
final class EventUpkeep implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration MAIL_EVERY = Duration.ofMinutes(1);
    private static final Duration TRIM_EVERY = Duration.ofHours(1);

    private final RoleWatch role;
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("event-upkeep").factory());

    EventUpkeep(RoleWatch role, CallEvents calls, RegistrationEvents registrations, LimitEvents limits, LimitMail mail, Outbox outbox, IdempotencyKeys keys,
            Duration keep) {
        this.role = role;
        every(LOOK_EVERY, "events of calls", calls::read);
        every(LOOK_EVERY, "events of registrations", registrations::read);
        every(LOOK_EVERY, "events of fraud limits", limits::read);
        every(MAIL_EVERY, "mails of fraud limits", mail::send);
        every(TRIM_EVERY, "deletions of old events", () -> outbox.trim(keep.toDays()));
        every(TRIM_EVERY, "deletions of old idempotency keys", keys::trim);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void every(Duration pause, String what, Runnable work) {
        thread.scheduleWithFixedDelay(new Upkeep(what, pause, work, role), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
