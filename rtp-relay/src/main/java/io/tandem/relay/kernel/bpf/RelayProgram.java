package io.tandem.relay.kernel.bpf;

import io.tandem.relay.kernel.bpf.Assembler.Condition;
import io.tandem.relay.kernel.bpf.Assembler.Operation;
import io.tandem.relay.kernel.bpf.Assembler.Width;

/**
 * The program at tc ingress. A packet of a known flow leaves with new addresses, ports, TOS and TTL; every other one goes on its way
 * unchanged. A corrupt checksum stays corrupt: checksums are only updated by what changes (RFC 1624).
 *
 * <p>Registers: 6 context, 7 packet, 8 UDP length, 9 the flow's slot; 0 to 5 are scratch.
 */
final class RelayProgram {
    /** The next program or filter decides; the same number for TCX and for a direct-action filter. */
    static final int PASS = -1;
    static final int DROP = 2;
    static final int REDIRECT = 7;

    /** Fields of struct __sk_buff. */
    private static final int LENGTH = 0;
    private static final int PACKET_TYPE = 4;
    private static final int PROTOCOL = 16;
    private static final int VLAN_PRESENT = 20;
    private static final int VLAN_TCI = 24;
    private static final int DATA = 76;
    private static final int DATA_END = 80;
    private static final int GSO_SIZE = 176;

    /** Functions of the kernel. */
    private static final int MAP_LOOKUP = 1;
    private static final int KTIME_NANOS = 5;
    private static final int L4_CHECKSUM_REPLACE = 11;
    private static final int VLAN_POP = 19;
    private static final int PULL_DATA = 39;
    private static final int REDIRECT_NEIGHBOUR = 152;

    private static final int PSEUDO_HEADER = 0x10;
    private static final int MANGLED_ZERO = 0x20;

    private static final int ETHERNET = 14;
    private static final int UDP_PROTOCOL = 17;
    private static final int RTP_BYTES = 12;
    private static final int RTCP_BYTES = 8;
    private static final int FIRST_RTCP = 192;
    private static final int LAST_RTCP = 223;
    /** Some two seconds: after a longer pause a packet says nothing about jitter. */
    private static final int PAUSE_NANOS = Integer.MAX_VALUE;

    /** On the stack. */
    private static final int FRAME = 10;
    private static final int KEY = -24;
    private static final int SLOT = -28;
    private static final int IS_RTCP = -32;

    private final Assembler code = new Assembler();
    private final int flows;
    private final int slots;
    /** Offsets of the address family in hand. */
    private String family = "";
    private int udp;

    private RelayProgram(int flows, int slots) {
        this.flows = flows;
        this.slots = slots;
    }

    /** The instructions.
     * @param flows descriptor of the hash map of {@link FlowLayout}
     * @param slots descriptor of the array of its slots */
    static long[] of(int flows, int slots) {
        return new RelayProgram(flows, slots).assemble();
    }

    private long[] assemble() {
        code.withRegister(Operation.MOVE, 6, 1);
        onlyOwnFrames();
        code.load(Width.WORD, 0, 6, PROTOCOL)
                .jumpIf(Condition.EQUAL, 0, 0x0008, "ipv4")
                .jumpIf(Condition.NOT_EQUAL, 0, 0xdd86, "pass");
        family("ipv6", ETHERNET + 40);
        checkIpv6();
        findFlow(FlowLayout.IPV6, ETHERNET + 8, 16);
        relay(this::writeIpv6);
        code.label("ipv4");
        family("ipv4", ETHERNET + 20);
        checkIpv4();
        findFlow(FlowLayout.IPV4, ETHERNET + 12, 4);
        relay(this::writeIpv4);
        code.label("pass").with(Operation.MOVE, 0, PASS).exit();
        code.label("drop").with(Operation.MOVE, 0, 1).addAtomically(9, FlowLayout.ERRORS, 0).with(Operation.MOVE, 0, DROP).exit();
        return code.assemble();
    }

    private void family(String name, int udpOffset) {
        family = name;
        udp = udpOffset;
    }

    /** Addressed to this host, one packet and not several in one, and of no VLAN: a tagged frame belongs to another device. */
    private void onlyOwnFrames() {
        code.load(Width.WORD, 0, 6, PACKET_TYPE).jumpIf(Condition.NOT_EQUAL, 0, 0, "pass")
                .load(Width.WORD, 0, 6, GSO_SIZE).jumpIf(Condition.NOT_EQUAL, 0, 0, "pass")
                .load(Width.WORD, 0, 6, VLAN_PRESENT).jumpIf(Condition.EQUAL, 0, 0, "untagged")
                .load(Width.WORD, 0, 6, VLAN_TCI).with(Operation.AND, 0, 0xfff).jumpIf(Condition.NOT_EQUAL, 0, 0, "pass") // 0: priority only
                .label("untagged");
    }

    /** All headers lie in one piece, register 7 points to them. */
    private void pull() {
        int bytes = udp + 8 + RTP_BYTES;
        String whole = family + "-whole";
        inBounds(bytes, Condition.AT_MOST, whole);
        code.load(Width.WORD, 0, 6, LENGTH).jumpIf(Condition.LESS, 0, bytes, "pass")
                .withRegister(Operation.MOVE, 1, 6).with(Operation.MOVE, 2, bytes).call(PULL_DATA).jumpIf(Condition.NOT_EQUAL, 0, 0, "pass");
        inBounds(bytes, Condition.GREATER, "pass");
        code.label(whole);
    }

    private void inBounds(int bytes, Condition condition, String label) {
        code.load(Width.WORD, 7, 6, DATA).load(Width.WORD, 2, 6, DATA_END)
                .withRegister(Operation.MOVE, 1, 7).with(Operation.ADD, 1, bytes).jumpIfRegister(condition, 1, 2, label);
    }

    private void checkIpv4() {
        pull();
        code.load(Width.BYTE, 0, 7, ETHERNET).jumpIf(Condition.NOT_EQUAL, 0, 0x45, "pass") // no options
                .load(Width.BYTE, 0, 7, ETHERNET + 9).jumpIf(Condition.NOT_EQUAL, 0, UDP_PROTOCOL, "pass")
                .load(Width.HALF, 0, 7, ETHERNET + 6).with(Operation.AND, 0, 0xff3f).jumpIf(Condition.NOT_EQUAL, 0, 0, "pass") // no fragment
                .load(Width.HALF, 1, 7, ETHERNET + 2).swap(1, 16);
        checkLength(20, ETHERNET);
    }

    private void checkIpv6() {
        pull();
        code.load(Width.BYTE, 0, 7, ETHERNET).with(Operation.AND, 0, 0xf0).jumpIf(Condition.NOT_EQUAL, 0, 0x60, "pass")
                .load(Width.BYTE, 0, 7, ETHERNET + 6).jumpIf(Condition.NOT_EQUAL, 0, UDP_PROTOCOL, "pass") // no extension headers
                .load(Width.HALF, 0, 7, udp + 6).jumpIf(Condition.EQUAL, 0, 0, "pass") // a checksum is a must (RFC 8200 §8.1)
                .load(Width.HALF, 1, 7, ETHERNET + 4).swap(1, 16);
        checkLength(0, udp);
    }

    /** Register 1 holds the length of the IP header; that and UDP's length, then in register 8, fit each other and the frame.
     * @param ofHeader octets of the IP header that it counts
     * @param before   octets of the frame that it does not count */
    private void checkLength(int ofHeader, int before) {
        code.load(Width.HALF, 8, 7, udp + 4).swap(8, 16)
                .withRegister(Operation.MOVE, 0, 8).with(Operation.ADD, 0, ofHeader).jumpIfRegister(Condition.NOT_EQUAL, 0, 1, "pass")
                .with(Operation.ADD, 1, before).load(Width.WORD, 0, 6, LENGTH).jumpIfRegister(Condition.GREATER, 1, 0, "pass");
    }

    /** Register 9 gets the slot that the destination leads to; source and destination must be those of the flow there. */
    private void findFlow(int version, int addresses, int addressBytes) {
        code.with(Operation.MOVE, 0, 0).store(Width.DOUBLE, FRAME, KEY, 0).store(Width.DOUBLE, FRAME, KEY + 8, 0);
        for (int at = 0; at < addressBytes; at += 4) {
            code.load(Width.WORD, 0, 7, addresses + addressBytes + at).store(Width.WORD, FRAME, KEY + 16 - addressBytes + at, 0);
        }
        code.load(Width.HALF, 0, 7, udp + 2).with(Operation.OR, 0, version << 16).store(Width.WORD, FRAME, KEY + FlowLayout.KEY_PORT, 0)
                .loadMap(1, flows).withRegister(Operation.MOVE, 2, FRAME).with(Operation.ADD, 2, KEY).call(MAP_LOOKUP)
                .jumpIf(Condition.EQUAL, 0, 0, "pass")
                .load(Width.WORD, 1, 0, 0).store(Width.WORD, FRAME, SLOT, 1)
                .loadMap(1, slots).withRegister(Operation.MOVE, 2, FRAME).with(Operation.ADD, 2, SLOT).call(MAP_LOOKUP)
                .jumpIf(Condition.EQUAL, 0, 0, "pass").withRegister(Operation.MOVE, 9, 0);
        for (int at = 0; at < 2 * addressBytes; at += 4) {
            int expected = addressBytes == 16 ? at : 12 + 4 * at;
            mustEqual(addresses + at, FlowLayout.SOURCE + expected);
        }
        mustEqual(udp, FlowLayout.OLD_PORTS);
    }

    private void mustEqual(int inPacket, int inSlot) {
        code.load(Width.WORD, 1, 7, inPacket).load(Width.WORD, 2, 9, inSlot).jumpIfRegister(Condition.NOT_EQUAL, 1, 2, "pass");
    }

    private void relay(Runnable writeAddresses) {
        checkRtp();
        count();
        measure();
        updateUdpChecksum();
        inBounds(udp + 8 + RTP_BYTES, Condition.GREATER, "drop");
        writeAddresses.run();
        code.load(Width.WORD, 0, 9, FlowLayout.NEW_PORTS).store(Width.WORD, 7, udp, 0);
        send();
    }

    /** Version 2; RTP long enough for its contributing sources, or RTCP (RFC 5761 §4), as the flow says. */
    private void checkRtp() {
        int rtp = udp + 8;
        String isRtp = family + "-rtp";
        String isGood = family + "-good";
        code.load(Width.BYTE, 1, 7, rtp).withRegister(Operation.MOVE, 2, 1).with(Operation.AND, 2, 0xc0)
                .jumpIf(Condition.NOT_EQUAL, 2, 0x80, "pass")
                .load(Width.BYTE, 3, 7, rtp + 1).load(Width.WORD, 4, 9, FlowLayout.FLAGS)
                .jumpIf(Condition.LESS, 3, FIRST_RTCP, isRtp).jumpIf(Condition.GREATER, 3, LAST_RTCP, isRtp)
                .with(Operation.AND, 4, FlowLayout.FLAG_RTCP).jumpIf(Condition.EQUAL, 4, 0, "pass")
                .jumpIf(Condition.LESS, 8, 8 + RTCP_BYTES, "pass")
                .store(Width.WORD, FRAME, IS_RTCP, 4).jump(isGood);
        code.label(isRtp).with(Operation.AND, 4, FlowLayout.FLAG_RTP).jumpIf(Condition.EQUAL, 4, 0, "pass")
                .with(Operation.AND, 1, 0x0f).with(Operation.SHIFT_LEFT, 1, 2).with(Operation.ADD, 1, 8 + RTP_BYTES)
                .jumpIfRegister(Condition.GREATER, 1, 8, "pass")
                .with(Operation.MOVE, 4, 0).store(Width.WORD, FRAME, IS_RTCP, 4).label(isGood);
    }

    private void count() {
        code.with(Operation.MOVE, 1, 1).addAtomically(9, FlowLayout.PACKETS, 1)
                .with(Operation.ADD, 8, -8).addAtomically(9, FlowLayout.OCTETS, 8);
    }

    /** Interarrival jitter (RFC 3550 A.8) and what identifies the last packet. Two processors may race: then one packet is not measured. */
    private void measure() {
        int rtp = udp + 8;
        String measured = family + "-measured";
        String positive = family + "-positive";
        code.call(KTIME_NANOS).store(Width.DOUBLE, 9, FlowLayout.LAST_NANOS, 0)
                .load(Width.WORD, 1, FRAME, IS_RTCP).jumpIf(Condition.NOT_EQUAL, 1, 0, measured)
                .load(Width.WORD, 3, 7, rtp).store(Width.WORD, 9, FlowLayout.RTP_HEAD, 3)
                .load(Width.WORD, 2, 7, rtp + 8).load(Width.WORD, 4, 7, rtp + 4).swap(4, 32)
                .load(Width.WORD, 3, 9, FlowLayout.SSRC).load(Width.WORD, 5, 9, FlowLayout.TIMESTAMP)
                .load(Width.DOUBLE, 1, 9, FlowLayout.LAST_RTP_NANOS).store(Width.DOUBLE, 9, FlowLayout.LAST_RTP_NANOS, 0)
                .store(Width.WORD, 9, FlowLayout.TIMESTAMP, 4).store(Width.WORD, 9, FlowLayout.SSRC, 2)
                .jumpIfRegister(Condition.NOT_EQUAL, 2, 3, measured)
                .withRegister(Operation.SUBTRACT, 0, 1).jumpIf(Condition.GREATER, 0, PAUSE_NANOS, measured)
                .load(Width.WORD, 1, 9, FlowLayout.CLOCK).withRegister(Operation.MULTIPLY, 0, 1).with(Operation.SHIFT_RIGHT, 0, 32)
                .withRegister32(Operation.SUBTRACT, 4, 5).withRegister32(Operation.SUBTRACT, 0, 4)
                .jumpIf32(Condition.SIGNED_AT_LEAST, 0, 0, positive).with32(Operation.NEGATE, 0, 0).label(positive)
                .load(Width.WORD, 1, 9, FlowLayout.JITTER).withRegister(Operation.MOVE, 2, 1)
                .with32(Operation.ADD, 2, 8).with32(Operation.SHIFT_RIGHT, 2, 4)
                .withRegister32(Operation.ADD, 1, 0).withRegister32(Operation.SUBTRACT, 1, 2).store(Width.WORD, 9, FlowLayout.JITTER, 1)
                .label(measured);
    }

    /** By the kernel's function, as only that knows of a checksum that a device is still to compute: of such a one the pseudo header is in,
     * the ports are not. */
    private void updateUdpChecksum() {
        replaceChecksum(FlowLayout.ADDRESS_DIFFERENCE, PSEUDO_HEADER | MANGLED_ZERO, "pass");
        replaceChecksum(FlowLayout.PORT_DIFFERENCE, MANGLED_ZERO, "drop");
    }

    private void replaceChecksum(int difference, int flags, String otherwise) {
        code.withRegister(Operation.MOVE, 1, 6).with(Operation.MOVE, 2, udp + 6).with(Operation.MOVE, 3, 0)
                .load(Width.WORD, 4, 9, difference).with(Operation.MOVE, 5, flags).call(L4_CHECKSUM_REPLACE)
                .jumpIf(Condition.NOT_EQUAL, 0, 0, otherwise);
    }

    private void writeIpv4() {
        code.load(Width.HALF, 1, 7, ETHERNET + 10).with(Operation.XOR, 1, 0xffff)
                .load(Width.WORD, 2, 9, FlowLayout.ADDRESS_DIFFERENCE).withRegister(Operation.ADD, 1, 2);
        replaceWord(ETHERNET, FlowLayout.HEAD);
        replaceWord(ETHERNET + 8, FlowLayout.HEAD + 2);
        for (int i = 0; i < 2; i++) {
            code.withRegister(Operation.MOVE, 2, 1).with(Operation.SHIFT_RIGHT, 2, 16).with(Operation.AND, 1, 0xffff)
                    .withRegister(Operation.ADD, 1, 2);
        }
        code.with(Operation.XOR, 1, 0xffff).store(Width.HALF, 7, ETHERNET + 10, 1)
                .load(Width.WORD, 0, 9, FlowLayout.FROM + 12).store(Width.WORD, 7, ETHERNET + 12, 0)
                .load(Width.WORD, 0, 9, FlowLayout.TO + 12).store(Width.WORD, 7, ETHERNET + 16, 0);
    }

    /** A word of the IPv4 header; the sum in register 1 follows. */
    private void replaceWord(int at, int from) {
        code.load(Width.HALF, 2, 7, at).with(Operation.XOR, 2, 0xffff).withRegister(Operation.ADD, 1, 2)
                .load(Width.HALF, 3, 9, from).withRegister(Operation.ADD, 1, 3).store(Width.HALF, 7, at, 3);
    }

    private void writeIpv6() {
        code.load(Width.WORD, 0, 9, FlowLayout.HEAD).store(Width.WORD, 7, ETHERNET, 0)
                .with(Operation.MOVE, 0, FlowLayout.TTL).store(Width.BYTE, 7, ETHERNET + 7, 0);
        for (int at = 0; at < 32; at += 4) {
            code.load(Width.WORD, 0, 9, FlowLayout.FROM + at).store(Width.WORD, 7, ETHERNET + 8 + at, 0);
        }
    }

    /** Leaves by the flow's device; the kernel finds the gateway and its hardware address. */
    private void send() {
        String untagged = family + "-send";
        code.load(Width.WORD, 0, 6, VLAN_PRESENT).jumpIf(Condition.EQUAL, 0, 0, untagged)
                .withRegister(Operation.MOVE, 1, 6).call(VLAN_POP).jumpIf(Condition.NOT_EQUAL, 0, 0, "drop")
                .label(untagged).load(Width.WORD, 1, 9, FlowLayout.DEVICE)
                .with(Operation.MOVE, 2, 0).with(Operation.MOVE, 3, 0).with(Operation.MOVE, 4, 0).call(REDIRECT_NEIGHBOUR).exit();
    }
}
