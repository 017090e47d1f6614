package io.tandem.relay.pipeline;

/** Packets of one port in one direction. Media loop writes; other threads read values that may be one burst old. */
public final class PacketCounters {
    private long packets;
    private long bytes;
    private long errors;

    void count(int length) {
        packets++;
        bytes += length;
    }

    void add(long morePackets, long moreBytes) {
        packets += morePackets;
        bytes += moreBytes;
    }

    void addErrors(long more) {
        errors += more;
    }

    /** What another relay had counted. */
    public void restore(long newPackets, long newBytes, long newErrors) {
        packets = newPackets;
        bytes = newBytes;
        errors = newErrors;
    }

    void countError() {
        errors++;
    }

    public long packets() {
        return packets;
    }

    /** UDP payload octets. */
    public long bytes() {
        return bytes;
    }

    /** Packets dropped: malformed, from a wrong source, or refused by the kernel. */
    public long errors() {
        return errors;
    }
}
