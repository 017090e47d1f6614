package io.tandem.proxy.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Traces of the last calls. Written on the event loop, read on any thread; neither waits for the other. */
public final class RecentCalls {
    private final AtomicReferenceArray<CallTrace> ring;
    private volatile long written;

    /** @param capacity calls kept; 0 for none */
    public RecentCalls(int capacity) {
        ring = new AtomicReferenceArray<>(capacity);
    }

    public boolean isKept() {
        return ring.length() > 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void add(CallTrace trace) {
        if (isKept()) {
            ring.setRelease((int) (written % ring.length()), trace);
            written = written + 1;
        }
    }

    /** The latest first. */
    public List<CallTrace> latest() {
        List<CallTrace> found = new ArrayList<>();
        long end = written;
        for (long i = end - 1; i >= 0 && i >= end - ring.length(); i--) {
            found.add(ring.getAcquire((int) (i % ring.length())));
        }
        return found;
    }
}
