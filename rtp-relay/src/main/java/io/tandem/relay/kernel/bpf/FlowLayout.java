package io.tandem.relay.kernel.bpf;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;

/**
 * How a flow stands in the memory that program and relay share. A hash map leads from the local address to a slot; the array of slots
 * holds the counters, which the program writes, and the flow, which only the relay writes, and only while no key leads to the slot.
 * Addresses and ports are in network order, an IPv4 address in the last four of its 16 octets; the rest is little-endian. Change
 * {@link #VERSION} with anything here: pinned maps of another version are not taken over.
 */
final class FlowLayout {
    static final int VERSION = 1;

    /** Key: address, port, address family as 4 or 6. */
    static final int KEY_BYTES = 20;
    static final int KEY_ADDRESS = 0;
    static final int KEY_PORT = 16;
    static final int IPV4 = 4;
    static final int IPV6 = 6;

    /** Value: number of the slot. */
    static final int VALUE_BYTES = 4;

    /** Three lines of the processor's cache, the first one for counters. */
    static final int SLOT_BYTES = 192;
    static final int PACKETS = 0;
    static final int OCTETS = 8;
    static final int LAST_NANOS = 16;
    static final int LAST_RTP_NANOS = 24;
    /** First 32 bits of the last RTP header, in network order. */
    static final int RTP_HEAD = 32;
    static final int TIMESTAMP = 36;
    /** In network order. */
    static final int SSRC = 40;
    static final int JITTER = 44;
    static final int ERRORS = 48;

    /** Source and local address, as one after the other in an IPv6 header. */
    static final int SOURCE = 64;
    static final int LOCAL = 80;
    static final int FROM = 96;
    static final int TO = 112;
    /** New ports as in a UDP header, then the ones to expect. */
    static final int NEW_PORTS = 128;
    static final int OLD_PORTS = 132;
    static final int DEVICE = 136;
    /** Ticks of the media clock in a nanosecond, times 2^32. */
    static final int CLOCK = 140;
    /** First 32 bits of the new IPv6 header; for IPv4 the 16-bit words of version and TOS, and of TTL and protocol. */
    static final int HEAD = 144;
    /** What the new addresses, or ports, add to a checksum: new minus old in one's complement (RFC 1624). */
    static final int ADDRESS_DIFFERENCE = 148;
    static final int PORT_DIFFERENCE = 152;
    static final int FLAGS = 156;

    static final int FLAG_RTP = 1;
    static final int FLAG_RTCP = 2;

    static final int TTL = 64;

    private static final int UDP = 17;
    private static final int WORD = 0xFFFF;

    private FlowLayout() {}

    static void writeKey(long at, Endpoint local) {
        writeAddress(at + KEY_ADDRESS, local);
        Memory.putInt(at + KEY_PORT, (int) Endpoint.portOf(local.head()) | (local.isIpv6() ? IPV6 : IPV4) << 16);
    }

    static Endpoint readKey(long at) {
        int port = Memory.getInt(at + KEY_PORT);
        long head = (long) (port & WORD) << 16;
        if (port >>> 16 == IPV4) return new Endpoint(head | 2 | (long) Memory.getInt(at + KEY_ADDRESS + 12) << 32, 0, 0);
        return new Endpoint(head | 10, Memory.getLong(at + KEY_ADDRESS), Memory.getLong(at + KEY_ADDRESS + 8));
    }

    /** Fills a slot, counters from zero. @param device index of the device to leave by */
    static void write(long at, Flow flow, int device) {
        for (int i = 0; i < SLOT_BYTES; i += 8) {
            Memory.putLong(at + i, 0);
        }
        writeAddress(at + SOURCE, flow.source());
        writeAddress(at + LOCAL, flow.local());
        writeAddress(at + FROM, flow.from());
        writeAddress(at + TO, flow.to());
        Memory.putInt(at + NEW_PORTS, ports(flow.from(), flow.to()));
        Memory.putInt(at + OLD_PORTS, ports(flow.source(), flow.local()));
        Memory.putInt(at + DEVICE, device);
        Memory.putInt(at + CLOCK, (int) (((long) flow.clockRateHz() << 32) / 1_000_000_000L));
        Memory.putInt(at + HEAD, head(flow));
        Memory.putInt(at + ADDRESS_DIFFERENCE, difference(words(flow.from()) + words(flow.to()), words(flow.source())
                + words(flow.local())));
        Memory.putInt(at + PORT_DIFFERENCE, difference(words(0xFFFF_FFFFL & ports(flow.from(), flow.to())),
                words(0xFFFF_FFFFL & ports(flow.source(), flow.local()))));
        Memory.putInt(at + FLAGS, (flow.rtp() ? FLAG_RTP : 0) | (flow.rtcp() ? FLAG_RTCP : 0));
    }

    static void read(long at, FlowCounters into) {
        into.packets = Memory.getLong(at + PACKETS);
        into.bytes = Memory.getLong(at + OCTETS);
        into.errors = Memory.getLong(at + ERRORS);
        into.ssrc = Integer.reverseBytes(Memory.getInt(at + SSRC));
        int head = Integer.reverseBytes(Memory.getInt(at + RTP_HEAD));
        into.payloadType = head >>> 16 & 0x7F;
        into.sequence = head & WORD;
        into.timestamp = Memory.getInt(at + TIMESTAMP);
        into.jitterScaled = Memory.getInt(at + JITTER);
    }

    private static int head(Flow flow) {
        if (flow.local().isIpv6()) return Integer.reverseBytes(IPV6 << 28 | flow.trafficClass() << 20);
        return 0x45 | flow.trafficClass() << 8 | (TTL | UDP << 8) << 16;
    }

    private static void writeAddress(long at, Endpoint endpoint) {
        boolean ipv6 = endpoint.isIpv6();
        Memory.putLong(at, ipv6 ? endpoint.high() : 0);
        Memory.putLong(at + 8, ipv6 ? endpoint.low() : endpoint.head() & 0xFFFF_FFFF_0000_0000L);
    }

    private static int ports(Endpoint source, Endpoint destination) {
        return (int) Endpoint.portOf(source.head()) | (int) Endpoint.portOf(destination.head()) << 16;
    }

    /** Sum of the 16-bit words of the address. */
    private static long words(Endpoint endpoint) {
        return words(endpoint.head() >>> 32) + words(endpoint.high()) + words(endpoint.low());
    }

    private static long words(long value) {
        return (value & WORD) + (value >>> 16 & WORD) + (value >>> 32 & WORD) + (value >>> 48);
    }

    private static int difference(long added, long removed) {
        return fold(fold(added) + (~fold(removed) & WORD));
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & WORD) + (folded >>> 16);
        }
        return (int) folded;
    }
}
