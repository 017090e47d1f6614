package io.tandem.relay.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;
import io.tandem.relay.wire.Value;

/** The reply of the statistics command (signalling.md §5.12). Control thread. */
final class StatisticsReport {
    private final SessionTable sessions;
    private final MediaInterfaces interfaces;
    private final InstantSource clock;
    private final Instant started;
    private final Map<String, Long> commands = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();

    StatisticsReport(SessionTable sessions, MediaInterfaces interfaces, InstantSource clock) {
        this.sessions = sessions;
        this.interfaces = interfaces;
        this.clock = clock;
        this.started = clock.instant();
    }

    void count(String command) {
        commands.merge(command, 1L, Long::sum);
    }

    void countError(String command) {
        errors.merge(command, 1L, Long::sum);
    }

    Value.Dictionary toValue() {
        int live = sessions.size();
        return Value.Dictionary.builder()
                .put("currentstatistics", Value.Dictionary.with("sessionsown", live).put("sessionsforeign", 0).put("sessionstotal", live)
                        .put("transcodedmedia", 0).build())
                .put("totalstatistics", totals()).put("controlstatistics", control())
                .put("interfaces", new Value.Items(interfaces.all().stream().map(StatisticsReport::ports).toList())).build();
    }

    private Value totals() {
        Totals totals = sessions.totals();
        return Value.Dictionary.with("uptime", Duration.between(started, clock.instant()).toSeconds())
                .put("managedsessions", totals.managed())
                .put("rejectedsessions", totals.rejected())
                .put("timeoutsessions", totals.ended(Totals.End.TIMEOUT))
                .put("silenttimeoutsessions", totals.ended(Totals.End.SILENT_TIMEOUT))
                .put("finaltimeoutsessions", totals.ended(Totals.End.FINAL_TIMEOUT))
                .put("offertimeoutsessions", totals.ended(Totals.End.OFFER_TIMEOUT))
                .put("regularterminatedsessions", totals.ended(Totals.End.REGULAR))
                .put("forcedterminatedsessions", totals.ended(Totals.End.FORCED))
                .put("relayedpackets", totals.packets())
                .put("relayedpackets_user", totals.packets()).put("relayedpackets_kernel", 0)
                .put("relayedpacketerrors", totals.errors())
                .put("relayedbytes", totals.bytes()).build();
    }

    private Value control() {
        Value.Builder out = Value.Dictionary.builder();
        commands.forEach((command, count) -> out.put(command, Value.Dictionary.with("count", count)
                .put("errors", errors.getOrDefault(command, 0L)).build()));
        return out.build();
    }

    private static Value ports(MediaInterface home) {
        int used = home.ports().inUse();
        int capacity = home.ports().capacity();
        return Value.Dictionary.with("name", home.name()).put("address", home.ports().address().getHostAddress())
                .put("ports", Value.Dictionary.with("used", 2L * used).put("used_pct", 100L * used / capacity)
                        .put("free", 2L * (capacity - used)).build())
                .build();
    }

}
