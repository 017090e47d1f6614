package io.tandem.relay.rtp;

/** Takes finished RTP packets. Media loop. */
public interface PacketSink {
    /** @param packet from index 0; the caller uses it again at once */
    void send(byte[] packet, int length);
}
