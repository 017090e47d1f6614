package io.tandem.relay.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.audio.AudioConcern;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.rtcp.Source;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.session.Dialogue;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.Direction;

/** The {@code medias} of a tag: one entry a media line, with a stream for RTP and one for RTCP. Control thread. */
final class MediaReport {
    private final Instant now;
    private final long nowNanos;

    MediaReport(Instant now, long nowNanos) {
        this.now = now;
        this.nowNanos = nowNanos;
    }

    Value of(Dialogue dialogue, int side) {
        List<Value> medias = new ArrayList<>();
        for (int i = 0; i < dialogue.mediaLines(); i++) {
            int index = i;
            dialogue.stream(i).ifPresent(stream -> medias.add(media(index + 1, stream.leg(side), stream.leg(1 - side), isTranscoding(stream, side))));
        }
        return new Value.Items(medias);
    }

    private static boolean isTranscoding(MediaStream stream, int side) {
        return stream.concern(AudioConcern.class).filter(audio -> audio.party(stream, side).isTranscoding()).isPresent();
    }

    private Value media(int index, Leg leg, Leg other, boolean transcoding) {
        Value.Builder out = Value.Dictionary.with("index", index);
        Optional<RemoteMedia> remote = leg.remote();
        remote.ifPresent(media -> out.put("type", media.type()).put("protocol", media.protocol()).put("codec", media.codec()));
        List<Value> streams = List.of(stream(leg, leg.rtp(), "RTP", remote.flatMap(RemoteMedia::rtp)),
                stream(leg, leg.rtcp(), "RTCP", remote.flatMap(RemoteMedia::rtcp)));
        return out.put("streams", new Value.Items(streams)).put("flags", CallReport.texts(flags(leg, transcoding)))
                .put("ingress SSRCs", sources(leg)).put("egress SSRCs", sources(other)).build();
    }

    private static List<String> flags(Leg leg, boolean transcoding) {
        List<String> flags = new ArrayList<>();
        if (leg.remote().isPresent()) flags.add("initialized");
        if (leg.isMuxed()) flags.add("rtcp-mux");
        Direction direction = leg.remote().map(RemoteMedia::direction).orElse(Direction.SENDRECV);
        if (direction.sends()) flags.add("send");
        if (direction.receives()) flags.add("recv");
        flags.add(transcoding ? "transcoding" : "passthru");
        if (leg.rtp().rtpExit() == leg.rtp()) flags.add("echo");
        if (leg.filter().isBlocked()) flags.add("blocked");
        if (leg.filter().isSilenced()) flags.add("silenced");
        if (leg.filter().isDtmfBlocked()) flags.add("DTMF blocked");
        return flags;
    }

    private static Value sources(Leg leg) {
        return new Value.Items(leg.rtp().sources().snapshot().stream().<Value>map(source -> Value.Dictionary
                .with("SSRC", Integer.toUnsignedLong(source.ssrc())).put("bytes", source.bytes()).put("packets", source.packets())
                .put("last RTP timestamp", Integer.toUnsignedLong(source.lastTimestamp())).put("last RTP seq", source.lastSequence()).build())
                .toList());
    }

    private Value stream(Leg leg, RelaySocket socket, String kind, Optional<Endpoint> advertised) {
        Value.Builder out = Value.Dictionary.with("local port", socket.local().port())
                .put("local address", socket.local().address().getHostAddress()).put("family", family(socket.local()));
        // what signalling says stands until the media loop has taken it over
        Optional<Endpoint> target = socket.latch().hasTarget() ? Optional.of(socket.latch().target()) : advertised;
        target.ifPresent(endpoint -> out.put("endpoint", endpoint(endpoint)));
        advertised.ifPresent(endpoint -> out.put("advertised endpoint", endpoint(endpoint)));
        long last = now.minusNanos(nowNanos - socket.lastPacketNanos()).getEpochSecond();
        out.put("last packet", last).put("last kernel packet", seconds(socket.lastKernelNanos(), socket))
                .put("last user packet", seconds(socket.lastUserNanos(), socket));
        leg.rtp().sources().snapshot().stream().findFirst().map(Source::ssrc).ifPresent(ssrc -> out.put("SSRC", Integer.toUnsignedLong(ssrc)));
        List<String> flags = new ArrayList<>(List.of(kind));
        if (target.isPresent()) flags.add("filled");
        if (socket.whyInUserSpace().isEmpty()) flags.add("kernelized");
        if (socket.latch().isConfirmed() && socket.sawPackets()) flags.add("confirmed");
        leg.policy().filter(policy -> policy.strictSource()).ifPresent(_ -> flags.add("strict source address"));
        leg.policy().filter(policy -> policy.mediaHandover()).ifPresent(_ -> flags.add("media handover"));
        out.put("flags", CallReport.texts(flags));
        return out.put("stats", CallReport.stats(socket.received())).put("stats_out", CallReport.stats(socket.sent())).build();
    }

    /** 0 if there was none. */
    private long seconds(long atNanos, RelaySocket socket) {
        return atNanos == socket.startedNanos() ? 0 : now.minusNanos(nowNanos - atNanos).getEpochSecond();
    }

    private static Value endpoint(Endpoint endpoint) {
        return Value.Dictionary.with("family", family(endpoint)).put("address", endpoint.address().getHostAddress())
                .put("port", endpoint.port()).build();
    }

    private static String family(Endpoint endpoint) {
        return endpoint.isIpv6() ? "IPv6" : "IPv4";
    }
}
