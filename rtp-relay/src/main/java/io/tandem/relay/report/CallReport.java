package io.tandem.relay.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.relay.pipeline.PacketCounters;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.Dialogue;
import io.tandem.relay.session.Party;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.wire.Value;

/** The statistics that query and delete reply with (signalling.md §5.12). Control thread. */
public final class CallReport {
    private static final long MICROS = 1_000_000;

    private final Instant now;
    private final long nowNanos;
    private final MediaReport medias;

    /** @param nowNanos the same moment on the monotonic clock of the loops */
    public CallReport(Instant now, long nowNanos) {
        this.now = now;
        this.nowNanos = nowNanos;
        this.medias = new MediaReport(now, nowNanos);
    }

    /** Adds the statistics to a reply. */
    public void addTo(Value.Builder reply, Call.View view) {
        Call call = view.call();
        Instant created = call.created();
        reply.put("created", created.getEpochSecond()).put("created_us", created.getNano() / 1000)
                .put("created_ts", created.getEpochSecond() * MICROS + created.getNano() / 1000)
                .put("last signal", call.lastSignal().getEpochSecond()).put("last redis update", call.lastStored().getEpochSecond());
        call.metadata().ifPresent(text -> reply.put("metadata", text));
        Map<String, Value> sources = new LinkedHashMap<>();
        Map<String, Value> tags = new LinkedHashMap<>();
        Sum rtp = new Sum();
        Sum rtcp = new Sum();
        for (Dialogue dialogue : view.dialogues()) {
            for (int side = 0; side < 2; side++) {
                addParty(tags, dialogue, side, call.isRecorded());
                for (MediaStream stream : dialogue.streams()) {
                    Leg leg = stream.leg(side);
                    SourceReport.addTo(sources, leg, now, nowNanos);
                    rtp.add(leg.rtp().received());
                    rtcp.add(leg.rtcp().received());
                }
            }
        }
        reply.put("SSRC", new Value.Dictionary(sources)).put("tags", new Value.Dictionary(tags));
        reply.put("totals", Value.Dictionary.builder().put("RTP", rtp.toValue()).put("RTCP", rtcp.toValue()).build());
        reply.put("recording", Value.Dictionary.with("excluded", 0).put("call recording", call.isRecorded() ? 1 : 0).put("forwarding", 0).build());
    }

    private void addParty(Map<String, Value> tags, Dialogue dialogue, int side, boolean recorded) {
        Party party = dialogue.party(side);
        String key = party.tag().orElse("");
        Value.Builder out = Value.Dictionary.with("tag", key);
        dialogue.viaBranch().ifPresent(branch -> out.put("via-branch", branch));
        out.put("tag-aliases", texts(party.tags().stream().filter(tag -> !tag.equals(key)).toList()));
        party.label().ifPresent(label -> out.put("label", label));
        out.put("created", party.created().getEpochSecond());
        List<Value> peers = dialogue.party(1 - side).tag()
                .<Value>map(tag -> Value.Dictionary.with("tag", tag).put("type", "offer/answer").build()).stream().toList();
        out.put("subscriptions", new Value.Items(peers)).put("subscribers", new Value.Items(peers));
        out.put("medias", medias.of(dialogue, side)).put("VSC", new Value.Items(List.of())).put("recording", recorded ? 1 : 0);
        tags.merge(key, out.build(), CallReport::joined);
    }

    /** The party of several branches: one entry with the media of all. */
    private static Value joined(Value first, Value second) {
        Map<String, Value> entries = new LinkedHashMap<>(((Value.Dictionary) first).entries());
        for (String list : List.of("subscriptions", "subscribers", "medias")) {
            entries.put(list, items(first, list).plus(items(second, list)));
        }
        return new Value.Dictionary(entries);
    }

    private static Value.Items items(Value tag, String key) {
        return tag instanceof Value.Dictionary entries && entries.entries().get(key) instanceof Value.Items items ? items : new Value.Items(List.of());
    }

    static Value texts(List<String> texts) {
        return new Value.Items(texts.stream().<Value>map(Value.Text::new).toList());
    }

    static Value stats(PacketCounters counters) {
        return stats(counters.packets(), counters.bytes(), counters.errors());
    }

    private static Value stats(long packets, long bytes, long errors) {
        return Value.Dictionary.with("packets", packets).put("bytes", bytes).put("errors", errors).build();
    }

    private static final class Sum {
        private long packets;
        private long bytes;
        private long errors;

        void add(PacketCounters counters) {
            packets += counters.packets();
            bytes += counters.bytes();
            errors += counters.errors();
        }

        Value toValue() {
            return stats(packets, bytes, errors);
        }
    }
}
