package io.tandem.lb.trace;

import java.time.Duration;

import io.tandem.lb.trace.TraceFilter.EveryNth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one message of many: a trace of its own, read by a virtual thread. */
final class SampleLog implements AutoCloseable {
    private static final Logger MESSAGES = LoggerFactory.getLogger("io.tandem.lb.messages");
    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Traces traces;
    private final Trace trace;

    private SampleLog(Traces traces, Trace trace) {
        this.traces = traces;
        this.trace = trace;
    }

    static SampleLog start(Traces traces, EveryNth filter) {
        Trace trace = traces.start(filter, FOREVER).orElseThrow(() -> new IllegalStateException("no place for the sampled message log"));
        SampleLog log = new SampleLog(traces, trace);
        Thread.ofVirtual().name("lb-messages").start(log::run);
        return log;
    }

    private void run() {
        try {
            while (!trace.isEnded()) {
                traces.read(trace, Trace.CAPACITY, PATIENCE).forEach(SampleLog::log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void log(Sighting seen) {
        if (seen.verdict().isEmpty()) {
            MESSAGES.info("{} {} {} {}\n{}", seen.time(), seen.direction(), seen.peerText(), seen.socket(), seen.wholeText());
        } else {
            MESSAGES.info("{} {} {} {}", seen.time(), seen.peerText(), seen.socket(), seen.verdict());
        }
    }

    @Override public void close() {
        traces.stop(trace.id());
    }
}
