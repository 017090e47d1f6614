package io.tandem.appserver.reminder;

import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.tandem.net.Scheduler;
import io.tandem.platform.control.ControlFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again who is to be woken, and has the B2BUA ring its phones; whoever answers is connected with {@link WakeUp}. A process that dies between
 * its claim and the call has woken nobody: the next time is the next day. */
final class ReminderCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReminderCalls.class);

    /** Rings phones. */
    @FunctionalInterface
    interface Ringer {
        /** Blocks until they ring.
         * @throws ControlFault if they do not
         * @throws IOException  if the B2BUA does not answer */
        void ring(String uuid, String address, String destination) throws ControlFault, IOException, InterruptedException;
    }

    /** Where work is done later, off the event loop. */
    @FunctionalInterface
    interface Background {
        void run(Runnable task);
    }

    private final Reminders reminders;
    private final Ringer ringer;
    private final ReminderProperties settings;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final Background background;
    private final BooleanSupplier active;
    private volatile boolean closed;

    /** @param active only the active node of a pair looks; the other one has no B2BUA that could call */
    ReminderCalls(Reminders reminders, Ringer ringer, ReminderProperties settings, InstantSource clock, Scheduler scheduler, Background background,
                  BooleanSupplier active) {
        this.reminders = reminders;
        this.ringer = ringer;
        this.settings = settings;
        this.clock = clock;
        this.scheduler = scheduler;
        this.background = background;
        this.active = active;
    }

    /** Begins to look. */
    void start() {
        if (!closed) scheduler.schedule(settings.check().toNanos(), () -> background.run(this::look));
    }

    private void look() {
        try {
            if (active.getAsBoolean()) wake();
        } catch (SQLException | RuntimeException away) {
            LOG.error("wake-up calls cannot be read, tried again in {}: {}", settings.check(), away.toString());
        }
        scheduler.execute(this::start);
    }

    private void wake() throws SQLException {
        List<Reminder> due = reminders.near().stream().filter(reminder -> reminder.isDue(clock.instant(), settings.late())).toList();
        for (Reminder reminder : due) {
            if (reminders.claim(reminder)) background.run(() -> call(reminder, settings.retries()));
        }
    }

    private void call(Reminder reminder, int retries) {
        try {
            ringer.ring(reminder.uuid(), reminder.address(), WakeUp.uri(settings.domain()));
            LOG.info("wake-up call for {} rings", reminder.address());
            done(reminder);
        } catch (ControlFault refused) {
            failed(reminder, retries, refused.code() + " " + refused.text());
        } catch (IOException away) {
            failed(reminder, retries, away.getMessage() + "; see tandem.appserver.reminder.control and tandem.b2bua.control.listen");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(Reminder reminder, int retries, String reason) {
        if (retries > 0 && !closed) {
            LOG.info("wake-up call for {} does not ring ({}), {} more tries", reminder.address(), reason, retries);
            scheduler.schedule(settings.retry().toNanos(), () -> background.run(() -> call(reminder, retries - 1)));
        } else {
            LOG.warn("wake-up call for {} given up: {}", reminder.address(), reason);
            done(reminder);
        }
    }

    private void done(Reminder reminder) {
        try {
            reminders.done(reminder);
        } catch (SQLException away) {
            LOG.error("wake-up call for {} was made, but may come again tomorrow, the database is away: {}", reminder.address(), away.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
