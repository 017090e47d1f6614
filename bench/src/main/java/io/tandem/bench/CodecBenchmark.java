package io.tandem.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.tandem.audio.DtmfDetector;
import io.tandem.audio.Resampler;
import io.tandem.codec.AudioCodec;
import io.tandem.codec.AudioDecoder;
import io.tandem.codec.AudioEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What 20 ms of one direction's audio cost in the relay. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final int FRAMES = 50;

    /** Codec and sample rate. */
    @Param({"PCMA 8000", "G722 16000", "opus 8000", "opus 16000", "opus 48000", "L16 16000"}) public String codec = "PCMA 8000";

    private final short[][] speech = new short[FRAMES][];
    private final byte[][] payloads = new byte[FRAMES][];
    private final byte[] payload = new byte[AudioEncoder.MAX_PAYLOAD];
    private final short[] samples = new short[AudioDecoder.MAX_SAMPLES];
    private AudioEncoder encoder = AudioCodec.PCMA.newEncoder(8000, "");
    private AudioDecoder decoder = AudioCodec.PCMA.newDecoder();
    private Resampler resampler = Resampler.between(16_000, 8000);
    private final DtmfDetector detector = new DtmfDetector();
    private int next;

    /** A second of something like speech: a buzz of 120 Hz that swells and changes its colour. */
    @Setup
    public void prepare() {
        String[] words = codec.split(" ");
        int rateHz = Integer.parseInt(words[1]);
        boolean opus = words[0].equals("opus");
        AudioCodec chosen = AudioCodec.find(words[0], opus ? 48_000 : words[0].equals("L16") ? rateHz : 8000, opus ? 2 : 1).orElseThrow();
        encoder = chosen.newEncoder(rateHz, "");
        decoder = chosen.newDecoder();
        resampler = Resampler.between(rateHz, rateHz == 8000 ? 16_000 : 8000);
        int frame = rateHz / 50;
        for (int i = 0; i < FRAMES; i++) {
            speech[i] = new short[frame];
            for (int k = 0; k < frame; k++) {
                double t = (double) (i * frame + k) / rateHz;
                for (int harmonic = 1; harmonic < 20; harmonic++) {
                    double colour = 1.0 / (1 + Math.abs(harmonic - 5 - 4 * Math.sin(7 * t)));
                    speech[i][k] += (short) (3000 * colour * Math.abs(Math.sin(5 * t)) * Math.sin(2 * Math.PI * 120 * harmonic * t));
                }
            }
            int length = encoder.encode(speech[i], frame, payload, 0);
            payloads[i] = Arrays.copyOf(payload, length);
        }
    }

    @Benchmark
    public int encode() {
        next = (next + 1) % FRAMES;
        return encoder.encode(speech[next], speech[next].length, payload, 0);
    }

    @Benchmark
    public int decode() {
        next = (next + 1) % FRAMES;
        return decoder.decode(payloads[next], 0, payloads[next].length, samples);
    }

    /** To 8 kHz, or from there to 16 kHz. */
    @Benchmark
    public int resample() {
        next = (next + 1) % FRAMES;
        return resampler.resample(speech[next], speech[next].length, samples);
    }

    @Benchmark
    public int detectDigits() {
        next = (next + 1) % FRAMES;
        return detector.hear(speech[next], Math.min(160, speech[next].length));
    }
}
