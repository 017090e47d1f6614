package io.tandem.lb;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Verdict;

/** What the load balancer counts: forwarded, answered and dropped messages, the last two by reason. Counted by the loop, read by any thread. */
final class LbMeters {

    private static final String[] DIRECTIONS = {"inward", "outward"};
    private static final String[] KINDS = {"request", "response"};
    private static final int ANSWERS = 128;

    private final MeterRegistry registry;
    private final long[] dropped = new long[DropReason.values().length];
    private final long[] forwarded = new long[DIRECTIONS.length * KINDS.length];
    private final long[] answered = new long[ANSWERS];
    private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();

    LbMeters(MeterRegistry registry) {
        this.registry = registry;
        for (DropReason reason : DropReason.values()) {
            FunctionCounter.builder("tandem.lb.dropped", dropped, counts -> counts[reason.ordinal()]).tag("reason", reason.tag()).register(registry);
        }
        for (int i = 0; i < forwarded.length; i++) {
            int index = i;
            FunctionCounter.builder("tandem.lb.forwarded", forwarded, counts -> counts[index]).tag("direction", DIRECTIONS[i / 2]).tag("kind", KINDS[i % 2])
                    .register(registry);
        }
    }

    void dropped(DropReason reason) {
        dropped[reason.ordinal()]++;
    }

    /** Answers are constants of ours, so there are few counters. */
    void answered(Verdict.Answer answer) {
        int number = Math.min(answer.number(), ANSWERS - 1);
        if (answered[number]++ == 0) {
            answers.put(answer.toString(), number);
            FunctionCounter.builder("tandem.lb.answered", answered, counts -> counts[number]).tag("status", Integer.toString(answer.status()))
                    .tag("reason", answer.phrase()).register(registry);
        }
    }

    void forwarded(boolean outward, boolean request) {
        forwarded[(outward ? 2 : 0) + (request ? 0 : 1)]++;
    }

    /** Messages forwarded so far. */
    long forwarded() {
        return Arrays.stream(forwarded).sum();
    }

    /** All of them by name, in a good order to read. */
    Map<String, Long> asMap() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (int i = 0; i < forwarded.length; i++) {
            all.put("forwarded." + DIRECTIONS[i / 2] + '.' + KINDS[i % 2], forwarded[i]);
        }
        answers.forEach((name, number) -> all.merge("answered." + name, answered[number], Long::sum));
        for (DropReason reason : DropReason.values()) {
            all.put("dropped." + reason.tag(), dropped[reason.ordinal()]);
        }
        return all;
    }
}
