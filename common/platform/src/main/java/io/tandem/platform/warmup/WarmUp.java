package io.tandem.platform.warmup;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.tandem.platform.role.RoleWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Makes a service's calls with itself, on a thread of its own once the service is ready: the first calls of a process run code that has not been
 * loaded, linked or compiled, at ten times what later ones cost, and at a take-over they come all at once. One that serves calls already rests after
 * each call of its own for as long as that took; one whose node gets the shared addresses stops, and serves.
 */
public final class WarmUp implements ApplicationListener<ApplicationReadyEvent>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long CLOSE_MILLIS = 1_000;
    /** Between the calls of a standby, on which nobody waits. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A copy of the service beside the one that customers reach. One thread. */
    public interface Rehearsal extends AutoCloseable {
        /** One call from the first request to the last response.
         * @throws IOException if something has not come in time, or something else has */
        void call(int number) throws IOException;

        @Override void close();
    }

    /** Makes the copy. */
    @FunctionalInterface
    public interface Opening {
        /** On the thread of the warm-up. */
        Rehearsal open() throws IOException;
    }

    private final int calls;
    private final RoleWatch role;
    private final Opening opening;
    private volatile boolean closed;
    private volatile int made;
    private final Thread thread = Thread.ofPlatform().daemon().name("warm-up").unstarted(this::run);

    public WarmUp(WarmUpProperties properties, RoleWatch role, Opening opening) {
        this.calls = properties.calls();
        this.role = role;
        this.opening = opening;
    }

    @Override public void onApplicationEvent(ApplicationReadyEvent ready) { start(); }

    /** Begins; once. */
    public WarmUp start() {
        if (calls > 0) thread.start();
        return this;
    }

    private void run() {
        boolean served = role.role().holds();
        long start = System.nanoTime();
        long first = 0;
        long last = 0;
        try (Rehearsal rehearsal = opening.open()) {
            for (int number = 0; number < calls && goesOn(served, start); number++) {
                long before = System.nanoTime();
                rehearsal.call(number);
                last = System.nanoTime() - before;
                if (number == 0) first = last;
                made = number + 1;
                TimeUnit.NANOSECONDS.sleep(served ? last : Math.min(last, LONGEST_PAUSE_NANOS));
            }
            LOG.info("warmed up with {} calls of its own in {} ms, the first took {} ms, the last {} ms", made, millis(System.nanoTime() - start),
                millis(first), millis(last));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!closed) LOG.warn("warm-up failed at its call {}, the first calls will be slow", made, e);
        }
        if (!closed && !role.role().holds()) System.gc(); // what the calls have left is no burden of the take-over
    }

    private boolean goesOn(boolean served, long startNanos) {
        return !closed && role.role().holds() == served && System.nanoTime() - startNanos < LONGEST_NANOS;
    }

    private static double millis(long nanos) { return nanos / 100_000 / 10.0; }

    /** Until the warm-up is over, or this many milliseconds have passed.
     * @return is it over, or has it not begun? */
    public boolean await(long millis) throws InterruptedException {
        return thread.getState() == Thread.State.NEW || thread.join(Duration.ofMillis(millis));
    }

    /** Calls so far. Any thread. */
    public int made() { return made; }

    /** Waits a moment for the call that is being made: it uses what the service closes next. */
    @Override public void close() {
        closed = true;
        thread.interrupt();
        try {
            await(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
