package io.tandem.relay.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.audio.PartyAudio;
import io.tandem.relay.latch.LatchState;
import io.tandem.relay.latch.Learned;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.PacketCounters;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.rtcp.QualityState;
import io.tandem.relay.rtcp.Source;
import io.tandem.relay.rtcp.SourceState;
import io.tandem.relay.rtp.LineTable;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.secure.PartyState;
import io.tandem.relay.srtp.SrtpState;
import io.tandem.relay.stream.Leg;

/** What packets have taught of one party's end of a media line, as a row of numbers. Media loop.
 * @param keys  of the ports; empty while they are plain
 * @param audio on its way to the other party; empty if the line has none */
record LegState(Leg leg, Optional<PartyState> keys, Optional<PartyAudio> audio) {
    private static final double THOUSANDTHS = 1000;

    void write(StringBuilder out) {
        for (RelaySocket socket : leg.sockets()) {
            write(socket, out);
        }
        List<Source> sources = leg.rtp().sources().snapshot();
        put(out, sources.size());
        sources.forEach(source -> write(source.state(), out));
        List<List<SrtpState.Source>> ways = keys.map(PartyState::indexes).orElse(List.of());
        put(out, ways.size());
        for (List<SrtpState.Source> way : ways) {
            put(out, way.size());
            way.forEach(source -> put(put(put(put(out, source.ssrc()), source.index()), source.rtcpIndex()), source.sequenceShift()));
        }
        Optional<RtpWriter.State> stream = audio.flatMap(PartyAudio::stream);
        put(out, stream.isPresent() ? 1 : 0);
        stream.ifPresent(own -> put(put(put(put(out, own.ssrc()), own.sequence()), own.nextTimestamp()), own.packets()));
    }

    /** Which of the lines that share the transport a source belongs to. */
    void writeLines(StringBuilder out) {
        Optional<LineTable> table = leg.rtp().table();
        int known = table.map(LineTable::known).orElse(0);
        put(out, known);
        for (int i = 0; i < known; i++) {
            int ssrc = table.orElseThrow().source(i);
            put(put(out, ssrc), table.orElseThrow().lineOfSource(ssrc));
        }
    }

    void restoreLines(Numbers in) throws MalformedStateException {
        for (int left = in.count(); left > 0; left--) {
            int ssrc = in.nextInt();
            int line = in.nextInt();
            leg.rtp().table().ifPresent(table -> table.restore(ssrc, line));
        }
    }

    private static void write(RelaySocket socket, StringBuilder out) {
        LatchState latch = socket.latch().state();
        put(put(put(out, latch.target().head()), latch.target().high()), latch.target().low());
        put(put(put(out, latch.learned().ordinal()), latch.confirmed() ? 1 : 0), latch.sawPacket() ? 1 : 0);
        put(out, latch.changes());
        write(socket.received(), out);
        write(socket.sent(), out);
    }

    private static void write(PacketCounters counters, StringBuilder out) {
        put(put(put(out, counters.packets()), counters.bytes()), counters.errors());
    }

    private static void write(SourceState source, StringBuilder out) {
        put(put(put(put(out, source.ssrc()), source.payloadType()), source.packets()), source.bytes());
        put(put(put(out, source.lastSequence()), source.lastTimestamp()), source.lost());
        QualityState quality = source.quality();
        put(out, quality.samples());
        if (quality.samples() == 0) return;
        for (double figure : new double[] {quality.mos(), quality.jitterMillis(), quality.lossPercent(), quality.roundTripMicros(),
                quality.legRoundTripMicros(), quality.lowestMos(), quality.highestMos()}) {
            put(out, Math.round(figure * THOUSANDTHS));
        }
    }

    private static StringBuilder put(StringBuilder out, long number) {
        return (out.isEmpty() ? out : out.append(' ')).append(number);
    }

    void restore(Numbers in) throws MalformedStateException {
        long nowNanos = leg.loop().nanoTime();
        for (RelaySocket socket : leg.sockets()) {
            restore(socket, in, nowNanos);
        }
        for (int left = in.count(); left > 0; left--) {
            leg.rtp().sources().restore(source(in), nowNanos);
        }
        List<List<SrtpState.Source>> ways = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            ways.add(indexes(in));
        }
        keys.ifPresent(state -> {
            state.restoreIndexes(ways);
            state.restorePaths();
        });
        if (in.count() > 0) {
            RtpWriter.State own = new RtpWriter.State(in.nextInt(), in.nextInt() & 0xFFFF, in.nextInt(), in.next());
            audio.ifPresent(party -> party.resume(own));
        }
    }

    private static void restore(RelaySocket socket, Numbers in, long nowNanos) throws MalformedStateException {
        Endpoint target = new Endpoint(in.next(), in.next(), in.next());
        int learned = in.count();
        if (learned >= Learned.values().length) throw new MalformedStateException("way of learning " + learned);
        socket.latch().restore(new LatchState(target, Learned.values()[learned], in.next() != 0, in.next() != 0, in.nextInt()));
        long before = socket.received().packets();
        socket.received().restore(in.next(), in.next(), in.next());
        socket.sent().restore(in.next(), in.next(), in.next());
        if (socket.received().packets() != before) socket.relayedElsewhere(nowNanos);
    }

    private static SourceState source(Numbers in) throws MalformedStateException {
        return new SourceState(in.nextInt(), in.nextInt() & 0x7F, in.next(), in.next(), in.nextInt() & 0xFFFF, in.nextInt(), in.nextInt(), quality(in));
    }

    private static QualityState quality(Numbers in) throws MalformedStateException {
        int samples = in.nextInt();
        if (samples <= 0) return QualityState.NONE;
        return new QualityState(samples, in.next() / THOUSANDTHS, in.next() / THOUSANDTHS, in.next() / THOUSANDTHS, in.next() / THOUSANDTHS,
                in.next() / THOUSANDTHS, in.next() / THOUSANDTHS, in.next() / THOUSANDTHS);
    }

    private static List<SrtpState.Source> indexes(Numbers in) throws MalformedStateException {
        List<SrtpState.Source> way = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            try {
                way.add(new SrtpState.Source(in.nextInt(), in.next(), in.next(), in.nextInt() & 0xFFFF));
            } catch (IllegalArgumentException e) {
                throw new MalformedStateException("an SRTP index is out of its range", e);
            }
        }
        return way;
    }

    void speak() {
        keys.ifPresent(PartyState::speak);
    }
}
