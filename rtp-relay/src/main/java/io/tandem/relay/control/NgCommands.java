package io.tandem.relay.control;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.Scheduler;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.CallReport;
import io.tandem.relay.session.MediaRequest;
import io.tandem.relay.session.RelayException;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.SessionDescription;

/** The commands of the ng protocol by name (signalling.md §5.2). Control thread. */
final class NgCommands {
    private interface Command {
        Value.Builder run(NgRequest request) throws RelayException;
    }

    private static final int DEFAULT_LIST_LIMIT = 32;
    private static final String NOT_FOUND = "Call-ID not found or tags didn't match";

    private final Map<String, Command> commands = Map.of(
            "ping", _ -> Value.Dictionary.with("result", "pong"),
            "offer", this::offer,
            "answer", this::answer,
            "delete", this::delete,
            "query", this::query,
            "list", this::list,
            "statistics", _ -> statistics());
    private final SessionTable sessions;
    private final MediaInterfaces interfaces;
    private final OptionReader options;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final StatisticsReport statistics;

    NgCommands(SessionTable sessions, MediaInterfaces interfaces, OptionReader options, Scheduler scheduler, InstantSource clock) {
        this.sessions = sessions;
        this.interfaces = interfaces;
        this.options = options;
        this.scheduler = scheduler;
        this.clock = clock;
        this.statistics = new StatisticsReport(sessions, interfaces, clock);
    }

    /** Never fails: what goes wrong is in the reply. */
    Value.Dictionary run(Value.Dictionary dictionary) {
        NgRequest request = NgRequest.of(dictionary);
        Optional<String> name = request.text("command");
        if (name.isEmpty()) return error("Dictionary contains no key \"command\"");
        String spelling = NgRequest.spelling(name.get());
        Command command = commands.get(spelling);
        if (command == null) return error("Unrecognized command");
        statistics.count(spelling);
        try {
            return command.run(request).build();
        } catch (RelayException e) {
            statistics.countError(spelling);
            return e.isLoadLimit() && request.has("supports-load-limit") ? Value.Dictionary.with("result", "load limit").build()
                    : error(e.reason());
        }
    }

    static Value.Dictionary error(String reason) {
        return Value.Dictionary.with("result", "error").put("error-reason", reason).build();
    }

    private Value.Builder offer(NgRequest request) throws RelayException {
        return described(sessions.offer(mediaRequest(request)), request);
    }

    private Value.Builder answer(NgRequest request) throws RelayException {
        require(request, "to-tag");
        return described(sessions.answer(mediaRequest(request)), request);
    }

    private Value.Builder described(SessionDescription description, NgRequest request) {
        Value.Builder reply = ok().put("sdp", description.toString());
        warning(request).ifPresent(text -> reply.put("warning", text));
        return reply;
    }

    private Optional<String> warning(NgRequest request) {
        Optional<String> unknown = request.list("direction").stream().filter(name -> !interfaces.has(name)).findFirst();
        if (unknown.isPresent()) return unknown.map(name -> "unknown interface '" + name + "', the default one is used");
        String ice = request.text("ice").orElse("remove");
        return ice.startsWith("force") ? Optional.of("no ICE here, candidates are removed") : Optional.empty();
    }

    private MediaRequest mediaRequest(NgRequest request) throws RelayException {
        String callId = require(request, "call-id");
        String fromTag = require(request, "from-tag");
        String sdp = request.text("sdp").orElseThrow(() -> RelayException.of("No SDP body in message"));
        try {
            return new MediaRequest(callId, fromTag, request.text("to-tag"), request.text("via-branch"), SessionDescription.parse(sdp),
                    options.read(request));
        } catch (MalformedSdpException e) {
            throw RelayException.of("Failed to parse SDP: " + e.getMessage());
        }
    }

    private static String require(NgRequest request, String key) throws RelayException {
        return request.text(key).orElseThrow(() -> RelayException.of("No " + key + " in message"));
    }

    private Value.Builder delete(NgRequest request) throws RelayException {
        Optional<Call.View> view = find(request);
        if (view.isEmpty()) {
            if (request.has("fatal")) throw RelayException.of(NOT_FOUND);
            return ok().put("warning", NOT_FOUND);
        }
        Optional<Duration> delay = delay(request);
        Value.Builder reply = ok();
        report(reply, view.get());
        sessions.delete(view.get(), delay);
        return reply;
    }

    private static Optional<Duration> delay(NgRequest request) throws RelayException {
        Optional<String> text = request.text("delete-delay").or(() -> request.text("delay"));
        if (text.isPresent() && !text.get().matches("[0-9]{1,7}")) throw RelayException.of("Invalid delete-delay '" + text.get() + "'");
        return text.map(Long::valueOf).map(Duration::ofSeconds);
    }

    private Value.Builder query(NgRequest request) throws RelayException {
        Call.View view = find(request).orElseThrow(RelayException::unknownCall);
        Value.Builder reply = ok();
        report(reply, view);
        return reply;
    }

    private Optional<Call.View> find(NgRequest request) throws RelayException {
        return sessions.find(require(request, "call-id"), request.text("from-tag"), request.text("to-tag"), request.text("via-branch"));
    }

    private void report(Value.Builder reply, Call.View view) {
        new CallReport(clock.instant(), scheduler.nanoTime()).addTo(reply, view);
    }

    private Value.Builder list(NgRequest request) throws RelayException {
        String limit = request.text("limit").orElse(Integer.toString(DEFAULT_LIST_LIMIT));
        if (!limit.matches("[0-9]{1,7}")) throw RelayException.of("Invalid limit '" + limit + "'");
        List<Value> ids = sessions.callIds(Integer.parseInt(limit)).stream().<Value>map(Value.Text::new).toList();
        return ok().put("calls", new Value.Items(ids));
    }

    private Value.Builder statistics() {
        return ok().put("statistics", statistics.toValue());
    }

    private static Value.Builder ok() {
        return Value.Dictionary.with("result", "ok");
    }
}
