package io.tandem.relay.control;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.Scheduler;
import io.tandem.relay.replica.Role;
import io.tandem.relay.report.CallReport;
import io.tandem.relay.report.Explanation;
import io.tandem.relay.report.StatisticsReport;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.Dialogue;
import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.wire.Value;

/** What an operator can ask of the relay and do to it. Control thread. */
public final class RelayConsole {
    private final SessionTable sessions;
    private final StatisticsReport statistics;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private Role role = Role.ALONE;

    public RelayConsole(SessionTable sessions, StatisticsReport statistics, Scheduler scheduler, InstantSource clock) {
        this.sessions = sessions;
        this.statistics = statistics;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** At most so many calls, oldest first: Call-ID, age, state, tags, ports, packets. */
    List<Map<String, Object>> list(int limit) {
        return sessions.calls().stream().limit(limit).map(this::summary).toList();
    }

    private Map<String, Object> summary(Call call) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("call_id", call.callId());
        out.put("seconds", Duration.between(call.created(), clock.instant()).toSeconds());
        out.put("state", call.isDeleted() ? "deleted" : call.isAnswered() ? call.isHeld() ? "held" : "answered" : "offered");
        out.put("silent_seconds", call.silentSeconds(scheduler.nanoTime()));
        List<String> tags = new ArrayList<>();
        for (Dialogue dialogue : call.dialogues()) {
            tags.addAll(dialogue.party(0).tags());
            tags.addAll(dialogue.party(1).tags());
        }
        out.put("tags", tags.stream().distinct().toList());
        out.put("streams", call.streams().size());
        out.put("packets", call.streams().stream().mapToLong(RelayConsole::packets).sum());
        return out;
    }

    private static long packets(MediaStream stream) {
        return stream.leg(0).rtp().received().packets() + stream.leg(1).rtp().received().packets();
    }

    /** A call as {@code query} shows it; empty if there is none. */
    Optional<Object> show(String callId) {
        return sessions.find(callId, Optional.empty(), Optional.empty(), Optional.empty()).map(view -> {
            Value.Builder out = Value.Dictionary.builder();
            new CallReport(clock.instant(), scheduler.nanoTime()).addTo(out, view);
            return out.build().plain();
        });
    }

    /** A call in words; empty if there is none. */
    Optional<List<String>> explain(String callId) {
        return call(callId).map(call -> Explanation.of(call, clock.instant(), scheduler.nanoTime()));
    }

    private Optional<Call> call(String callId) {
        return sessions.find(callId, Optional.empty(), Optional.empty(), Optional.empty()).map(Call.View::call);
    }

    /** One of two relays from now on. */
    public void pair(Role newRole) {
        role = newRole;
    }

    Role role() {
        return role;
    }

    /** @return false if there is no such call
     * @throws IllegalStateException if this relay stands by: the calls are the other one's */
    boolean kill(String callId) {
        ownCalls();
        return sessions.kill(callId);
    }

    /** Not on a standby: they would end at the next take-over. */
    private void ownCalls() {
        if (!role.isActive()) throw new IllegalStateException("this relay stands by, its calls are the active one's: end them there");
    }

    /** @return how many there were
     * @throws IllegalStateException if this relay stands by */
    int killAll() {
        ownCalls();
        int count = sessions.size();
        sessions.endAll();
        return count;
    }

    /** As the command {@code statistics}. */
    Value.Dictionary statistics() {
        return statistics.toValue();
    }

    int size() {
        return sessions.size();
    }

    SessionProperties limits() {
        return sessions.limits();
    }

    void limits(SessionProperties limits) {
        sessions.limits(limits);
    }
}
