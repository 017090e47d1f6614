package io.tandem.relay.kernel;

/** What the kernel has counted of one flow since it was inserted; a reader owns and reuses it. */
public final class FlowCounters {
    public long packets;
    /** UDP payload octets. */
    public long bytes;
    /** Dropped, as the kernel ran out of memory. */
    public long errors;
    /** Of the last RTP packet, as are the next three; 0 while none came, or where the path does not look. */
    public int ssrc;
    public int payloadType;
    public int sequence;
    public int timestamp;
    /** Interarrival jitter in sixteenths of the media clock (RFC 3550 A.8). */
    public int jitterScaled;

    public void clear() {
        packets = 0;
        bytes = 0;
        errors = 0;
        ssrc = 0;
        payloadType = 0;
        sequence = 0;
        timestamp = 0;
        jitterScaled = 0;
    }
}
