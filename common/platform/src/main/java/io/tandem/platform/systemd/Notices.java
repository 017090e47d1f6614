package io.tandem.platform.systemd;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** What is told in the life of a process. */
final class Notices implements AutoCloseable {
    private final Optional<Supervisor> manager;
    private final Supplier<List<Executor>> loops;
    private @Nullable Watchdog watchdog;

    /** @param manager empty if nobody waits */
    Notices(Optional<Supervisor> manager, Supplier<List<Executor>> loops) {
        this.manager = manager;
        this.loops = loops;
    }

    void ready() {
        manager.ifPresent(waiting -> {
            waiting.tell(Supervisor.READY);
            waiting.watchdog().ifPresent(term -> watchdog = new Watchdog(waiting, loops, term));
        });
    }

    void stopping() {
        manager.ifPresent(waiting -> waiting.tell(Supervisor.STOPPING));
    }

    @Override public void close() {
        if (watchdog != null) {
            watchdog.close();
        }
    }
}
