package io.tandem.relay.ice;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Fragments that overtook the description they belong to, kept for three seconds. One thread. */
public final class EarlyFragments {
    private record Early(String callId, String tag, IceFragment fragment, long untilNanos) {}

    private static final long KEPT_NANOS = Duration.ofSeconds(3).toNanos();
    /** More in three seconds are an attack or a fault; the oldest go. */
    private static final int MAX = 1000;

    private final ArrayDeque<Early> waiting = new ArrayDeque<>();

    public void keep(String callId, String tag, IceFragment fragment, long nowNanos) {
        if (waiting.size() == MAX) waiting.remove();
        waiting.add(new Early(callId, tag, fragment, nowNanos + KEPT_NANOS));
    }

    /** What waited for this party's description, in order; it waits no longer. */
    public List<IceFragment> take(String callId, String tag, long nowNanos) {
        if (waiting.isEmpty()) return List.of();
        List<IceFragment> taken = new ArrayList<>();
        for (Iterator<Early> each = waiting.iterator(); each.hasNext();) {
            Early early = each.next();
            boolean expired = nowNanos - early.untilNanos() >= 0;
            boolean wanted = !expired && early.callId().equals(callId) && early.tag().equals(tag);
            if (wanted) taken.add(early.fragment());
            if (expired || wanted) each.remove();
        }
        return taken;
    }
}
