package io.tandem.lb;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.lb.step.DropReason;

/** What the load balancer counts: forwarded, answered and dropped messages, the last two by reason. */
final class LbMeters {

    private final MeterRegistry registry;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
    private final Map<String, Counter> answered = new ConcurrentHashMap<>();
    private final Counter inwardRequests;
    private final Counter inwardResponses;
    private final Counter outwardRequests;
    private final Counter outwardResponses;

    LbMeters(MeterRegistry registry) {
        this.registry = registry;
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, Counter.builder("tandem.lb.dropped").tag("reason", reason.tag()).register(registry));
        }
        inwardRequests = forwarded("inward", "request");
        inwardResponses = forwarded("inward", "response");
        outwardRequests = forwarded("outward", "request");
        outwardResponses = forwarded("outward", "response");
    }

    private Counter forwarded(String direction, String kind) {
        return Counter.builder("tandem.lb.forwarded").tag("direction", direction).tag("kind", kind).register(registry);
    }

    void dropped(DropReason reason) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** The phrases are constants of ours, so there are few counters. */
    void answered(int status, String phrase) {
        answered.computeIfAbsent(status + " " + phrase, key -> Counter.builder("tandem.lb.answered")
                .tag("status", Integer.toString(status)).tag("reason", phrase).register(registry)).increment();
    }

    void forwarded(boolean outward, boolean request) {
        if (request) {
            (outward ? outwardRequests : inwardRequests).increment();
        } else {
            (outward ? outwardResponses : inwardResponses).increment();
        }
    }
}
