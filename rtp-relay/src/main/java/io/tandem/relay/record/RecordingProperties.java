package io.tandem.relay.record;

import java.nio.file.Path;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** How calls are recorded, {@code tandem.rtp-relay.recording}.
 * @param directory    finished recordings; without it no call is recorded
 * @param spool        recordings that still grow, on the same file system; unless said, {@code spool} in the directory
 * @param mixed        both parties in one WAV
 * @param single       a WAV for each party
 * @param pcap         the packets as they came, in one capture file
 * @param sampleRateHz of WAV files: 8000 or 16000
 * @param minFree      a recording does not start with less room than this on the disk, and ends when there is less
 * @param bufferBytes  packets of a call that wait for the disk; a power of two. Two G.711 parties send 19 kB a second */
@ConfigurationProperties("tandem.rtp-relay.recording")
public record RecordingProperties(Optional<Path> directory, Optional<Path> spool, @DefaultValue("direct") Mix mixed,
                                  @DefaultValue("false") boolean single, @DefaultValue("false") boolean pcap,
                                  @DefaultValue("8000") int sampleRateHz, @DefaultValue("100MB") DataSize minFree,
                                  @DefaultValue("131072") int bufferBytes) {
    /** How the parties share a file. */
    public enum Mix {
        OFF,
        /** Summed on one channel. */
        DIRECT,
        /** The first party left, the second one right. */
        CHANNELS
    }

    /** No call is recorded. */
    public static final RecordingProperties NONE = new RecordingProperties(Optional.empty(), Optional.empty(), Mix.DIRECT, false, false, 8000,
            DataSize.ofMegabytes(100), 131_072);

    public RecordingProperties {
        if (sampleRateHz != 8000 && sampleRateHz != 16_000) {
            throw new IllegalArgumentException("tandem.rtp-relay.recording.sample-rate-hz: " + sampleRateHz + " is neither 8000 nor 16000");
        }
        if (bufferBytes < 16_384 || bufferBytes > 1 << 24 || Integer.bitCount(bufferBytes) != 1) {
            throw new IllegalArgumentException("tandem.rtp-relay.recording.buffer-bytes: " + bufferBytes
                    + " is no power of two from 16384 to 16777216");
        }
        if (mixed == Mix.OFF && !single && !pcap) {
            throw new IllegalArgumentException("tandem.rtp-relay.recording: mixed is off, single and pcap are false, nothing is left to record");
        }
    }
}
