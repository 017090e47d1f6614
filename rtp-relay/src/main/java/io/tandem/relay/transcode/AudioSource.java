package io.tandem.relay.transcode;

/** Audio that is played to a party in place of the other one's. Media loop. */
public interface AudioSource {
    int sampleRateHz();

    /** The next samples.
     * @return number given, less than {@code count} only at the end; 0 when there are no more */
    int read(short[] samples, int count);
}
