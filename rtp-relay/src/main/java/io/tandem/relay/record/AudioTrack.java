package io.tandem.relay.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.audio.Resampler;
import io.tandem.codec.AudioCodec;
import io.tandem.codec.AudioDecoder;
import io.tandem.relay.rtp.JitterBuffer;
import io.tandem.relay.rtp.RtpFields;
import org.jspecify.annotations.Nullable;

/** What one party says, decoded and laid into timelines by its RTP timestamps. Recorder thread. */
final class AudioTrack implements JitterBuffer.Outlet {
    /** Where the track goes. */
    record Place(WavTimeline timeline, int channel) {}

    private static final int REORDERED_PACKETS = 3;
    private static final double MAX_DRIFT_SECONDS = 0.2;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Place> places;
    private final int rateHz;
    private final RtpFields fields = new RtpFields();
    private final JitterBuffer jitter = new JitterBuffer(REORDERED_PACKETS);
    private final short[] decoded = new short[AudioDecoder.MAX_SAMPLES];
    private final short[] resampled = new short[AudioDecoder.MAX_SAMPLES * 6 + 8];
    private final Map<Integer, AudioDecoder> decoders = new HashMap<>();
    private Map<Integer, AudioCodec> codecs = Map.of();
    private @Nullable Resampler resampler;
    private int resamplerHz;
    private boolean started;
    private int ssrc;
    private int lastTimestamp;
    private long nextFrame;
    private long arrivalFrame;

    AudioTrack(List<Place> places, int rateHz) {
        this.places = List.copyOf(places);
        this.rateHz = rateHz;
    }

    /** Codecs by payload type. */
    void codecs(Map<Integer, AudioCodec> newCodecs) {
        if (newCodecs.equals(codecs)) return;
        codecs = newCodecs;
        decoders.clear();
    }

    /** @param sinceStart nanoseconds of recorded time, pauses not counted */
    void packet(long sinceStart, byte[] data, int length) throws IOException {
        if (!fields.read(data, length)) return;
        arrivalFrame = (long) (sinceStart / NANOS_PER_SECOND * rateHz);
        try {
            if (started && fields.ssrc != ssrc) {
                jitter.restart(this);
                started = false;
            }
            ssrc = fields.ssrc;
            jitter.put(data, length, fields.sequence, this);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void packet(byte[] packet, int length) {
        if (!fields.read(packet, length)) return;
        AudioCodec codec = codecs.get(fields.payloadType);
        if (codec == null) return;
        AudioDecoder decoder = decoders.computeIfAbsent(fields.payloadType, _ -> codec.newDecoder());
        int count = decoder.decode(packet, fields.payloadOffset, fields.payloadLength, decoded);
        if (count <= 0) return;
        long step = (long) (fields.timestamp - lastTimestamp) * rateHz / codec.clockRateHz();
        lastTimestamp = fields.timestamp;
        long position = started ? nextFrame + step : arrivalFrame;
        if (Math.abs(position - arrivalFrame) > MAX_DRIFT_SECONDS * rateHz) position = arrivalFrame;
        started = true;
        nextFrame = position;
        lay(position, count, decoder.sampleRateHz());
    }

    private void lay(long position, int count, int fromHz) {
        short[] samples = decoded;
        int length = count;
        if (fromHz != rateHz) {
            Resampler change = resampler;
            if (change == null || resamplerHz != fromHz) {
                change = Resampler.between(fromHz, rateHz);
                resampler = change;
                resamplerHz = fromHz;
            }
            length = change.resample(decoded, count, resampled);
            samples = resampled;
        }
        try {
            for (Place place : places) {
                place.timeline.lay(place.channel, position, samples, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void lost(int packets) {} // the timeline keeps the gap

    /** What waits is laid in. */
    void flush() throws IOException {
        try {
            jitter.flush(this);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
