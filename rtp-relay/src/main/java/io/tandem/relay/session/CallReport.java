package io.tandem.relay.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.PacketCounters;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.Direction;

/** The statistics that query and delete reply with (signalling.md §5.12). Control thread. */
public final class CallReport {
    private final Instant now;
    private final long nowNanos;

    /** @param nowNanos the same moment on the monotonic clock of the loops */
    public CallReport(Instant now, long nowNanos) {
        this.now = now;
        this.nowNanos = nowNanos;
    }

    /** Adds the statistics to a reply. */
    public void addTo(Value.Builder reply, Call.View view) {
        Call call = view.call();
        reply.put("created", call.created().getEpochSecond()).put("created_us", call.created().getNano() / 1000)
                .put("last signal", call.lastSignal().getEpochSecond()).put("last redis update", 0);
        Map<String, Value> sources = new LinkedHashMap<>();
        Map<String, Value> tags = new LinkedHashMap<>();
        Sum rtp = new Sum();
        Sum rtcp = new Sum();
        for (Dialogue dialogue : view.dialogues()) {
            for (int side = 0; side < 2; side++) {
                addParty(tags, dialogue, side);
                for (MediaStream stream : dialogue.streams()) {
                    SourceReport.addTo(sources, stream.leg(side), now, nowNanos);
                    rtp.add(stream.leg(side).rtp().received());
                    rtcp.add(stream.leg(side).rtcp().received());
                }
            }
        }
        reply.put("SSRC", new Value.Dictionary(sources)).put("tags", new Value.Dictionary(tags));
        reply.put("totals", Value.Dictionary.builder().put("RTP", rtp.toValue()).put("RTCP", rtcp.toValue()).build());
    }

    private void addParty(Map<String, Value> tags, Dialogue dialogue, int side) {
        Party party = dialogue.party(side);
        Optional<String> other = dialogue.party(1 - side).tag();
        List<Value> medias = new ArrayList<>();
        for (int i = 0; i < dialogue.mediaLines(); i++) {
            int index = i + 1;
            dialogue.stream(i).ifPresent(stream -> medias.add(media(index, stream.leg(side))));
        }
        String key = party.tag().orElse("");
        Value.Builder out = Value.Dictionary.with("tag", key).put("created", party.created().getEpochSecond());
        dialogue.viaBranch().ifPresent(branch -> out.put("via-branch", branch));
        List<Value> aliases = party.tags().stream().filter(tag -> !tag.equals(key)).<Value>map(Value.Text::new).toList();
        if (!aliases.isEmpty()) out.put("tag-aliases", new Value.Items(aliases));
        List<Value> peers = other.<Value>map(tag -> Value.Dictionary.with("tag", tag).put("type", "offer/answer").build()).stream()
                .toList();
        out.put("subscriptions", new Value.Items(peers)).put("subscribers", new Value.Items(peers));
        tags.put(key, out.put("medias", new Value.Items(medias)).build());
    }

    private Value media(int index, Leg leg) {
        Value.Builder out = Value.Dictionary.with("index", index);
        List<Value> flags = new ArrayList<>();
        leg.remote().ifPresent(remote -> {
            out.put("type", remote.type()).put("protocol", remote.protocol()).put("codec", remote.codec());
            flags(flags, remote.direction());
        });
        if (leg.isMuxed()) flags.add(new Value.Text("rtcp-mux"));
        Optional<RemoteMedia> remote = leg.remote();
        List<Value> streams = List.of(stream(leg, leg.rtp(), "RTP", remote.flatMap(RemoteMedia::rtp)),
                stream(leg, leg.rtcp(), "RTCP", remote.flatMap(RemoteMedia::rtcp)));
        return out.put("streams", new Value.Items(streams)).put("flags", new Value.Items(flags)).build();
    }

    private static void flags(List<Value> flags, Direction direction) {
        flags.add(new Value.Text("initialized"));
        if (direction.sends()) flags.add(new Value.Text("send"));
        if (direction.receives()) flags.add(new Value.Text("recv"));
        flags.add(new Value.Text("passthru"));
    }

    private Value stream(Leg leg, RelaySocket socket, String kind, Optional<Endpoint> advertised) {
        Value.Builder out = Value.Dictionary.with("local port", socket.local().port())
                .put("local address", socket.local().address().getHostAddress())
                .put("family", family(socket.local()));
        // what signalling says stands until the media loop has taken it over
        Optional<Endpoint> target = socket.latch().hasTarget() ? Optional.of(socket.latch().target()) : advertised;
        target.ifPresent(endpoint -> out.put("endpoint", endpoint(endpoint)));
        advertised.ifPresent(endpoint -> out.put("advertised endpoint", endpoint(endpoint)));
        long last = now.minusNanos(nowNanos - socket.lastPacketNanos()).getEpochSecond();
        out.put("last packet", last).put("last user packet", last).put("last kernel packet", 0);
        List<Value> flags = new ArrayList<>(List.of(new Value.Text(kind)));
        if (target.isPresent()) flags.add(new Value.Text("filled"));
        if (socket.latch().isConfirmed() && socket.sawPackets()) flags.add(new Value.Text("confirmed"));
        leg.policy().filter(policy -> policy.strictSource()).ifPresent(_ -> flags.add(new Value.Text("strict source address")));
        leg.policy().filter(policy -> policy.mediaHandover()).ifPresent(_ -> flags.add(new Value.Text("media handover")));
        out.put("address changes", socket.latch().changes()).put("flags", new Value.Items(flags));
        return out.put("stats", stats(socket.received())).put("stats_out", stats(socket.sent())).build();
    }

    private static Value endpoint(Endpoint endpoint) {
        return Value.Dictionary.with("family", family(endpoint)).put("address", endpoint.address().getHostAddress())
                .put("port", endpoint.port()).build();
    }

    private static String family(Endpoint endpoint) {
        return endpoint.isIpv6() ? "IPv6" : "IPv4";
    }

    private static Value stats(PacketCounters counters) {
        return Value.Dictionary.with("packets", counters.packets()).put("bytes", counters.bytes()).put("errors", counters.errors()).build();
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
            return Value.Dictionary.with("packets", packets).put("bytes", bytes).put("errors", errors).build();
        }
    }
}
