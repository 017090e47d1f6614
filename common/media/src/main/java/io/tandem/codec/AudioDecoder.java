package io.tandem.codec;

/** Payloads of one RTP stream to linear audio, one channel; keeps the state of the stream. One thread; allocates nothing of its own. */
public interface AudioDecoder {
    /** Longest audio that one packet may hold: 120 ms at 48 kHz (RFC 6716 §3.2). */
    int MAX_SAMPLES = 5760;

    /** Of the samples that come out. */
    int sampleRateHz();

    /** @param samples takes at least {@link #MAX_SAMPLES}
     *  @return number of samples; -1 if this is no payload of the codec */
    int decode(byte[] payload, int offset, int length, short[] samples);

    /** Something in place of audio that was lost, fading out over 60 ms.
     * @param count samples wanted, at most {@link #MAX_SAMPLES}; a whole number of 10 ms */
    void conceal(short[] samples, int count);
}
