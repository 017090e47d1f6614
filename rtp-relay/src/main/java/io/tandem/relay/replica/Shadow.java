package io.tandem.relay.replica;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.RelayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of another relay, kept as that one has them: ports open, tables filled. Control thread. */
final class Shadow {
    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);

    private final SessionTable sessions;
    private final Choices choices;
    private final Repeater repeater;
    private final InstantSource clock;
    private final Map<String, CallLog> logs = new LinkedHashMap<>();

    Shadow(SessionTable sessions, Choices choices, Repeater repeater, InstantSource clock) {
        this.sessions = sessions;
        this.choices = choices;
        this.repeater = repeater;
        this.clock = clock;
    }

    int size() {
        return logs.size();
    }

    /** Calls that are none of these have ended. */
    void retain(Collection<String> callIds) {
        Set<String> living = new HashSet<>(callIds);
        List.copyOf(logs.keySet()).stream().filter(id -> !living.contains(id)).forEach(this::drop);
    }

    private void drop(String callId) {
        logs.remove(callId);
        sessions.drop(callId);
    }

    /** All that Redis has of a call. */
    void whole(String callId, Map<String, String> fields) {
        CallLog before = logs.get(callId);
        if (before != null && before.broken) drop(callId); // what was in its way may have gone
        int known = Optional.ofNullable(logs.get(callId)).map(log -> log.entries.size()).orElse(0);
        for (int i = known; fields.containsKey(RedisKeys.entry(i)); i++) {
            entry(callId, fields.getOrDefault(RedisKeys.entry(i), ""));
        }
        CallLog log = logs.get(callId);
        if (log == null) return; // it has ended between two answers
        keys(log, fields.getOrDefault("k", ""));
        Optional.ofNullable(fields.get("s")).filter(text -> !text.isEmpty()).ifPresent(text -> figures(Map.of(log, text)));
    }

    /** @return false if one before it is missing */
    boolean take(Follower.Event event) {
        String callId = event.field("c");
        CallLog log = logs.get(callId);
        switch (event.field("k")) {
            case "e" -> {
                int number = event.field("n").matches("[0-9]{1,9}") ? Integer.parseInt(event.field("n")) : Integer.MAX_VALUE;
                int known = log == null ? 0 : log.entries.size();
                if (number > known) return false;
                if (number == known) entry(callId, event.field("t"));
            }
            case "k" -> {
                if (log != null) keys(log, event.field("t"));
            }
            case "d" -> drop(callId);
            case "t" -> figures(figures(event.fields()));
            default -> LOG.warn("event '{}' of the active relay is unknown here; do both have the same version?", event.field("k"));
        }
        return true;
    }

    private Map<CallLog, String> figures(List<String> fields) {
        Map<CallLog, String> figures = new LinkedHashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            CallLog log = i < 6 ? null : logs.get(fields.get(i)); // after p, q and k
            if (log != null) figures.put(log, fields.get(i + 1));
        }
        return figures;
    }

    private void entry(String callId, String text) {
        CallLog log = logs.computeIfAbsent(callId, id -> new CallLog(id, null));
        log.entries.add(text);
        if (log.broken) return;
        try {
            JournalEntry entry = JournalEntry.parse(text);
            repeat(entry);
            Call call = sessions.find(callId, Optional.empty(), Optional.empty(), Optional.empty()).orElseThrow(() ->
                    new MalformedStateException("the command leaves no call")).call();
            log.state = CallState.of(call);
            entry.command().text("command").ifPresent(name -> log.isNews(name, entry.command(), false));
        } catch (MalformedStateException | RelayException | RuntimeException e) {
            LOG.error("call {} cannot be followed and would end at a take-over: {}", callId, e.getMessage());
            log.broken = true;
            sessions.drop(callId);
        }
    }

    private void repeat(JournalEntry entry) throws RelayException {
        Duration ago = Duration.between(entry.at(), clock.instant());
        sessions.ago(ago.isNegative() ? Duration.ZERO : ago);
        RelayException[] refused = {null};
        try {
            choices.repeat(entry.choices(), () -> {
                try {
                    repeater.repeat(entry.command(), entry.client());
                } catch (RelayException e) {
                    refused[0] = e;
                }
            });
        } finally {
            sessions.ago(Duration.ZERO);
        }
        if (refused[0] != null) throw refused[0];
    }

    private static void keys(CallLog log, String text) {
        log.keys = text;
        CallState state = log.state;
        if (!log.broken && state != null && !text.isEmpty()) state.loop().execute(() -> state.restoreKeys(text));
    }

    private static void figures(Map<CallLog, String> all) {
        Map<MediaLoop, List<CallLog>> byLoop = new HashMap<>();
        all.forEach((log, text) -> {
            log.figures = text;
            CallState state = log.state;
            if (!log.broken && state != null) byLoop.computeIfAbsent(state.loop(), _ -> new ArrayList<>()).add(log);
        });
        byLoop.forEach((loop, logs) -> {
            List<CallState> states = logs.stream().map(log -> Objects.requireNonNull(log.state)).toList();
            loop.execute(() -> {
                for (int i = 0; i < states.size(); i++) {
                    restore(logs.get(i).callId, states.get(i), all.getOrDefault(logs.get(i), ""));
                }
            });
        });
    }

    /** Figures are not worth a call: the next ones may be better. */
    private static void restore(String callId, CallState state, String figures) {
        try {
            state.restoreFigures(figures);
        } catch (MalformedStateException e) {
            LOG.debug("figures of call {} are passed over: {}", callId, e.getMessage());
        }
    }

    /** The calls are this relay's own from now on. */
    List<CallLog> handOver() {
        List<CallLog> all = logs.values().stream().filter(log -> !log.broken && log.state != null).toList();
        logs.clear();
        return all;
    }

    void clear() {
        List.copyOf(logs.keySet()).forEach(this::drop);
    }
}
