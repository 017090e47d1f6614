package io.tandem.net;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The event loops of this process that have not been closed, for those who watch whether they still turn. Any thread. */
public final class OpenLoops {
    private static final List<EventLoop> ALL = new CopyOnWriteArrayList<>();

    private OpenLoops() {}

    /** A snapshot. */
    public static List<EventLoop> all() {
        return List.copyOf(ALL);
    }

    static void opened(EventLoop loop) {
        ALL.add(loop);
    }

    static void closed(EventLoop loop) {
        ALL.remove(loop);
    }
}
