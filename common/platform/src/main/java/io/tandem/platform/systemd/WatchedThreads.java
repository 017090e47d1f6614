package io.tandem.platform.systemd;

import java.util.List;
import java.util.concurrent.Executor;

/** Threads of a service that must turn, beside its event loops: a bean of it, and the watchdog gives each a task now and then. */
public record WatchedThreads(List<Executor> all) {
    public WatchedThreads {
        all = List.copyOf(all);
    }
}
