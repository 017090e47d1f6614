package io.tandem.relay.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.tandem.relay.audio.CallAudio;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;
import io.tandem.relay.wire.Value;

/** The reply of the statistics command (signalling.md §5.12). Control thread. */
public final class StatisticsReport {
    private final SessionTable sessions;
    private final MediaInterfaces interfaces;
    private final TrafficMeter traffic;
    private final QualityTotals quality;
    private final ControlStatistics control;
    private final IntervalStatistics interval;
    private final InstantSource clock;
    private final Instant started;

    public StatisticsReport(SessionTable sessions, MediaInterfaces interfaces, TrafficMeter traffic, QualityTotals quality,
            ControlStatistics control, IntervalStatistics interval, InstantSource clock) {
        this.sessions = sessions;
        this.interfaces = interfaces;
        this.traffic = traffic;
        this.quality = quality;
        this.control = control;
        this.interval = interval;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** All groups. */
    public Value.Dictionary toValue() {
        return Value.Dictionary.builder().put("currentstatistics", current()).put("totalstatistics", totals())
                .put("intervalstatistics", interval.toValue())
                .put("mos", quality.mosValue()).put("voip_metrics", quality.metricsValue()).put("controlstatistics", control.toValue())
                .put("interfaces", new Value.Items(interfaces.all().stream().map(StatisticsReport::ports).toList()))
                .put("transcoders", transcoders()).build();
    }

    /** One entry for each pair of codecs between which audio is being translated. */
    private Value transcoders() {
        Map<String, Integer> chains = new TreeMap<>();
        for (Call call : sessions.calls()) {
            for (CallAudio party : sessions.audioOf(call)) {
                if (party.audio().isTranscoding()) chains.merge(party.audio().plan().chain(), 1, Integer::sum);
            }
        }
        return new Value.Items(chains.entrySet().stream().<Value>map(chain -> Value.Dictionary.with("chain", chain.getKey()).put("num", chain.getValue())
                .build()).toList());
    }

    private Value current() {
        int live = sessions.size();
        boolean own = !sessions.isStandby();
        TrafficMeter.Rates rates = traffic.rates();
        TrafficMeter.Rates kernel = traffic.kernelRates();
        TrafficMeter.Streams streams = traffic.streams();
        return Value.Dictionary.with("sessionsown", own ? live : 0).put("sessionsforeign", own ? 0 : live).put("sessionstotal", live)
                .put("transcodedmedia", sessions.transcoded())
                .put("packetrate_user", rates.packets() - kernel.packets()).put("packetrate_kernel", kernel.packets()).put("packetrate", rates.packets())
                .put("byterate_user", rates.bytes() - kernel.bytes()).put("byterate_kernel", kernel.bytes()).put("byterate", rates.bytes())
                .put("errorrate_user", rates.errors() - kernel.errors()).put("errorrate_kernel", kernel.errors()).put("errorrate", rates.errors())
                .put("media_userspace", streams.user()).put("media_kernel", streams.kernel()).put("media_mixed", streams.mixed()).build();
    }

    private Value totals() {
        Totals totals = sessions.totals();
        TrafficMeter.Sums sums = traffic.sums();
        TrafficMeter.Sums kernel = traffic.kernelSums();
        Duration time = totals.callTime();
        long ended = totals.ended();
        return Value.Dictionary.with("uptime", Duration.between(started, clock.instant()).toSeconds())
                .put("managedsessions", totals.managed())
                .put("rejectedsessions", totals.rejected())
                .put("timeoutsessions", totals.ended(Totals.End.TIMEOUT))
                .put("silenttimeoutsessions", totals.ended(Totals.End.SILENT_TIMEOUT))
                .put("finaltimeoutsessions", totals.ended(Totals.End.FINAL_TIMEOUT))
                .put("offertimeoutsessions", totals.ended(Totals.End.OFFER_TIMEOUT))
                .put("regularterminatedsessions", totals.ended(Totals.End.REGULAR))
                .put("forcedterminatedsessions", totals.ended(Totals.End.FORCED))
                .put("relayedpackets", sums.packets())
                .put("relayedpackets_user", sums.packets() - kernel.packets()).put("relayedpackets_kernel", kernel.packets())
                .put("relayedpacketerrors", sums.errors()).put("relayedpacketerrors_user", sums.errors() - kernel.errors())
                .put("relayedpacketerrors_kernel", kernel.errors())
                .put("relayedbytes", sums.bytes()).put("relayedbytes_user", sums.bytes() - kernel.bytes()).put("relayedbytes_kernel", kernel.bytes())
                .put("zerowaystreams", totals.zeroWayStreams()).put("onewaystreams", totals.oneWayStreams())
                .put("avgcallduration", ended == 0 ? "0.00" : QualityTotals.decimal(time.toMillis() / 1000.0 / ended))
                .put("totalcallsduration", QualityTotals.decimal(time.toMillis() / 1000.0)).build();
    }

    private static Value ports(MediaInterface home) {
        int used = home.ports().inUse();
        int capacity = home.ports().capacity();
        return Value.Dictionary.with("name", home.name()).put("address", home.ports().address().getHostAddress())
                .put("ports", Value.Dictionary.with("min", home.ports().range().first()).put("max", home.ports().range().last())
                        .put("used", 2L * used).put("used_pct", 100L * used / capacity)
                        .put("free", 2L * (capacity - used - home.ports().resting())).put("totals", 2L * capacity).build())
                .build();
    }
}
