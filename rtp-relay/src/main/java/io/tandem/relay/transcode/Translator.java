package io.tandem.relay.transcode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import io.tandem.audio.ComfortNoise;
import io.tandem.codec.AudioCodec;
import io.tandem.codec.AudioDecoder;
import io.tandem.relay.codec.DirectionPlan;
import io.tandem.relay.codec.OutputFormat;
import io.tandem.relay.codec.Treatment;
import io.tandem.relay.dtmf.DtmfListener;
import io.tandem.relay.dtmf.DtmfSecurity;
import io.tandem.relay.dtmf.EventRelay;
import io.tandem.relay.dtmf.HiddenDigit;
import io.tandem.relay.dtmf.ToneRelay;
import io.tandem.relay.rtp.JitterBuffer;
import io.tandem.relay.rtp.Packetizer;
import io.tandem.relay.rtp.RtpFields;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;
import io.tandem.relay.rtp.TimestampMap;
import org.jspecify.annotations.Nullable;

/** Packets in order, one after the other, to what the plan makes of them. */
final class Translator implements JitterBuffer.Outlet {
    private static final int TREATMENTS = 128;
    private static final int MAX_CONCEALED = 5;
    private static final int FRAMES_PER_SECOND = 50;

    private final RtpWriter writer;
    private final Scratch scratch;
    private final RtpFields fields = new RtpFields();
    private final TimestampMap map = new TimestampMap();
    private final ComfortNoise comfort = new ComfortNoise();
    private final EventRelay events;
    private final ToneRelay tones;
    private final @Nullable AudioDecoder[] decoders = new AudioDecoder[TREATMENTS];
    private final List<Packetizer> packetizers = new ArrayList<>();
    private Treatment[] treatments = {};
    private @Nullable OutputFormat output;
    private @Nullable Packetizer current;
    private @Nullable AudioDecoder lastDecoder;
    private int lastSamples;
    private DtmfSecurity security = DtmfSecurity.OFF;
    private long undecodable;

    Translator(RtpWriter writer, Scratch scratch, RandomGenerator random) {
        this.writer = writer;
        this.scratch = scratch;
        HiddenDigit hidden = new HiddenDigit(random);
        this.events = new EventRelay(writer, scratch, hidden);
        this.tones = new ToneRelay(writer, scratch, hidden);
    }

    void plan(DirectionPlan plan, Treatment[] newTreatments) {
        pause();
        treatments = newTreatments;
        output = plan.output().orElse(null);
        Arrays.fill(decoders, null);
        packetizers.clear();
        current = null;
        lastDecoder = null;
        tones.plan(plan);
        restart();
    }

    /** The sender began a new stream, or the relay sent something else meanwhile. */
    void restart() {
        map.restart();
        events.restart();
        lastDecoder = null;
    }

    /** What is held goes out: something else is sent now. */
    void pause() {
        if (current != null) current.pad();
    }

    /** After a pause. */
    void resume() {
        if (current != null) current.follow();
        writer.mark();
        restart();
    }

    void security(DtmfSecurity mode) {
        security = mode;
        tones.security(mode);
    }

    void listener(@Nullable DtmfListener listener) {
        tones.listener(listener);
    }

    /** Packets that would pass are changed. */
    boolean alters() {
        return security.hidesEvents();
    }

    long undecodable() {
        return undecodable;
    }

    @Override
    public void packet(byte[] packet, int length) {
        if (!fields.read(packet, length)) return;
        switch (treatments[fields.payloadType]) {
            case Treatment.Pass pass when pass.event() -> event(packet, pass.clockRateHz(), pass.payloadType(), pass.clockRateHz());
            case Treatment.Pass pass -> pass(packet, pass);
            case Treatment.Decode decode -> decode(packet, decode.codec());
            case Treatment.Event event -> event(packet, event.clockRateHz(), output == null ? -1 : output.eventType(),
                    output == null ? event.clockRateHz() : output.eventClockHz());
            case Treatment.Noise noise -> noise(packet, noise.clockRateHz());
            case Treatment.Drop _ -> {}
        }
    }

    private void pass(byte[] packet, Treatment.Pass pass) {
        pause();
        lastDecoder = null;
        int length = Math.min(fields.payloadLength, scratch.out.length - RtpWriter.HEADER);
        System.arraycopy(packet, fields.payloadOffset, scratch.out, RtpWriter.HEADER, length);
        int at = map.map(fields.timestamp, pass.clockRateHz(), pass.clockRateHz(), writer.nextTimestamp());
        writer.write(scratch.out, length, pass.payloadType(), fields.marker, at, pass.clockRateHz() / FRAMES_PER_SECOND);
    }

    private void decode(byte[] packet, AudioCodec codec) {
        OutputFormat format = output;
        if (format == null) return;
        AudioDecoder decoder = decoders[fields.payloadType];
        if (decoder == null) {
            decoder = codec.newDecoder();
            decoders[fields.payloadType] = decoder;
        }
        int count = decoder.decode(packet, fields.payloadOffset, fields.payloadLength, scratch.decoded);
        if (count < 0) {
            undecodable++;
            return;
        }
        lastDecoder = decoder;
        lastSamples = count;
        Packetizer packetizer = packetizer(format, decoder.sampleRateHz());
        int at = map.map(fields.timestamp, codec.clockRateHz(), format.codec().clockRateHz(), packetizer.endTimestamp());
        if (!tones.replaces(count, decoder.sampleRateHz(), packetizer, at)) packetizer.add(scratch.decoded, count, at);
    }

    /** One for each rate that senders use; a change of rate ends the packet at hand. */
    private Packetizer packetizer(OutputFormat format, int rateHz) {
        Packetizer wanted = null;
        for (int i = 0; i < packetizers.size(); i++) {
            if (packetizers.get(i).rateHz() == rateHz) wanted = packetizers.get(i);
        }
        if (wanted == null) {
            wanted = new Packetizer(format, rateHz, writer, scratch);
            packetizers.add(wanted);
        }
        if (wanted != current) {
            pause();
            wanted.follow();
            current = wanted;
        }
        return wanted;
    }

    @Override
    public void lost(int packets) {
        AudioDecoder decoder = lastDecoder;
        if (decoder == null || output == null) return;
        Packetizer packetizer = packetizer(output, decoder.sampleRateHz());
        for (int i = 0; i < Math.min(packets, MAX_CONCEALED); i++) {
            decoder.conceal(scratch.decoded, lastSamples);
            packetizer.append(scratch.decoded, lastSamples);
        }
    }

    private void event(byte[] packet, int clockHz, int type, int outClockHz) {
        if (type >= 0 && !security.isAudible()) pause(); // else tones join what is held
        Packetizer packetizer = output == null ? null : packetizer(output, current == null ? output.codec().sampleRateHz() : current.rateHz());
        int streamHz = output == null ? clockHz : output.codec().clockRateHz();
        boolean onStreamClock = clockHz == streamHz;
        int next = writer.nextTimestamp();
        int at = onStreamClock ? map.map(fields.timestamp, clockHz, streamHz, next) : next;
        events.packet(packet, fields, new EventRelay.Target(type, outClockHz, clockHz, at, security), packetizer);
    }

    private void noise(byte[] packet, int clockHz) {
        OutputFormat format = output;
        if (format == null || fields.payloadLength == 0) return;
        int level = packet[fields.payloadOffset] & 0x7F;
        Packetizer packetizer = packetizer(format, current == null ? format.codec().sampleRateHz() : current.rateHz());
        int count = packetizer.rateHz() / FRAMES_PER_SECOND;
        comfort.generate(level, scratch.decoded, count);
        int toHz = format.codec().clockRateHz();
        packetizer.add(scratch.decoded, count, map.map(fields.timestamp, clockHz, toHz, packetizer.endTimestamp()));
    }
}
