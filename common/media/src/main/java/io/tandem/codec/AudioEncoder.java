package io.tandem.codec;

/** Linear audio, one channel, to payloads of one RTP stream; keeps the state of the stream. One thread; allocates nothing of its own. */
public interface AudioEncoder {
    /** Longest payload that any encoder here writes. */
    int MAX_PAYLOAD = 1400;

    /** Of the samples that are wanted. */
    int sampleRateHz();

    /** @param count  one packet's samples: a packet time that {@link AudioCodec#packetMillis} allows
     *  @param payload has room for {@link #MAX_PAYLOAD} octets from {@code offset}
     *  @return octets written */
    int encode(short[] samples, int count, byte[] payload, int offset);
}
