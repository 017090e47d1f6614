package io.tandem.lb.trace;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;

/** {@code trace.*}: live traces for operators. */
record TraceCommands(Traces traces) implements ControlCommands {
    private static final int AT_MOST = 100;
    private static final long LONGEST_SECONDS = 3_600;
    private static final long LONGEST_WAIT_MILLIS = 20_000;

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("trace.start", "trace.start CALL-ID|IP [SECONDS]: begins a trace of the messages of a call or of a peer, for at most so many "
                + "seconds (60); returns its id. It ends by itself when it is not read for " + Traces.UNREAD.toSeconds() + " s.", this::start),
            ControlCommand.of("trace.read", "trace.read ID [MILLISECONDS]: what was seen since the last read, at most " + AT_MOST + " messages, waiting for a "
                + "first one that long (0); secrets are masked. 'lost': what came too fast. 'running': whether there can be more.", this::read),
            ControlCommand.of("trace.stop", "trace.stop ID: ends a trace.", this::stop),
            ControlCommand.of("trace.list", "trace.list: the running traces.", _ -> traces.running().stream().map(TraceCommands::describe).toList()));
    }

    private Object start(ControlParameters parameters) throws ControlFault {
        Duration duration = Duration.ofSeconds(Math.clamp(parameters.integer(1, "seconds", 60), 1, LONGEST_SECONDS));
        try {
            return traces.start(TraceFilter.of(parameters.text(0, "Call-ID or IP address")), duration)
                .orElseThrow(() -> ControlFault.failed(Traces.MOST + " traces run already; trace.list shows them")).id();
        } catch (IllegalArgumentException e) {
            throw ControlFault.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private Object read(ControlParameters parameters) throws ControlFault {
        Trace trace = named(parameters);
        Duration wait = Duration.ofMillis(Math.clamp(parameters.integer(1, "milliseconds", 0), 0, LONGEST_WAIT_MILLIS));
        try {
            List<Sighting> seen = traces.read(trace, AT_MOST, wait);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("messages", seen.stream().map(Sighting::toStruct).toList());
            answer.put("lost", trace.takeLost());
            answer.put("running", !trace.isEnded());
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlFault.failed("interrupted");
        }
    }

    private Object stop(ControlParameters parameters) throws ControlFault {
        Trace trace = named(parameters);
        return traces.stop(trace.id());
    }

    private Trace named(ControlParameters parameters) throws ControlFault {
        long id = parameters.integer(0, "id");
        return traces.running(id).orElseThrow(() -> ControlFault.notFound("no trace " + id + " runs; it has ended, or nobody read it"));
    }

    private static Map<String, Object> describe(Trace trace) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("id", trace.id());
        description.put("filter", trace.filter().text());
        return description;
    }
}
