package io.tandem.relay.rtp;

import io.tandem.codec.AudioDecoder;
import io.tandem.codec.AudioEncoder;

/** Room for the packet in hand, one for all paths of a media loop. */
public final class Scratch {
    /** Longest packet that is looked at; a longer one is passed on or dropped unread. */
    public static final int MAX_PACKET = JitterBuffer.MAX_PACKET;

    public final byte[] in = new byte[MAX_PACKET];
    public final byte[] out = new byte[RtpWriter.HEADER + AudioEncoder.MAX_PAYLOAD + 200];
    public final short[] decoded = new short[AudioDecoder.MAX_SAMPLES];
    public final short[] heard = new short[AudioDecoder.MAX_SAMPLES];
    public final short[] resampled = new short[AudioDecoder.MAX_SAMPLES * 6 + 8];
}
