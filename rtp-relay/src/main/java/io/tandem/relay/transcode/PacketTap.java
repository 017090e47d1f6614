package io.tandem.relay.transcode;

/** Sees what a party sent, unchanged. Media loop: must neither block nor fail. */
public interface PacketTap {
    /** @param data the packet, used again at once */
    void packet(byte[] data, int length, long nowNanos);
}
