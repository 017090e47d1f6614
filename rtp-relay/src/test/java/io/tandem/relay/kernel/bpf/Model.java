package io.tandem.relay.kernel.bpf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.os.Endpoint;

import static io.tandem.relay.kernel.bpf.Frames.ETHERNET;
import static io.tandem.relay.kernel.bpf.Frames.put;
import static io.tandem.relay.kernel.bpf.Frames.udpOffset;
import static io.tandem.relay.kernel.bpf.Frames.word;

/** What the program should do, said a second time and simply: field by field, with checksums from nothing. */
final class Model {
    private Model() {}

    /** The frame that should leave, or nothing if this one should go on its way. Its checksums are right if those of the frame were. */
    static Optional<byte[]> relay(byte[] frame, Flow flow) {
        return isOf(frame, flow) ? Optional.of(rewritten(frame, flow)) : Optional.empty();
    }

    private static boolean isOf(byte[] frame, Flow flow) {
        boolean ipv6 = flow.local().isIpv6();
        if (frame.length < ETHERNET + (ipv6 ? 60 : 40) || word(frame, 12) != (ipv6 ? 0x86dd : 0x0800)) return false;
        int udp = udpOffset(frame);
        if (ipv6 ? (frame[ETHERNET] & 0xF0) != 0x60 || frame[ETHERNET + 6] != 17 || word(frame, udp + 6) == 0
                : frame[ETHERNET] != 0x45 || frame[ETHERNET + 9] != 17 || (word(frame, ETHERNET + 6) & 0x3FFF) != 0) return false;
        int length = word(frame, udp + 4);
        int packet = ipv6 ? word(frame, ETHERNET + 4) + 40 : word(frame, ETHERNET + 2);
        if (udp - ETHERNET + length != packet || ETHERNET + packet > frame.length) return false;
        int addresses = ETHERNET + (ipv6 ? 8 : 12);
        int octets = ipv6 ? 16 : 4;
        if (!endpoint(frame, addresses, octets, udp).equals(flow.source())) return false;
        if (!endpoint(frame, addresses + octets, octets, udp + 2).equals(flow.local())) return false;
        return isMedia(frame, udp + 8, length - 8, flow);
    }

    private static boolean isMedia(byte[] frame, int rtp, int length, Flow flow) {
        if ((frame[rtp] & 0xC0) != 0x80) return false;
        int type = frame[rtp + 1] & 0xFF;
        return type >= 192 && type <= 223 ? flow.rtcp() && length >= 8 : flow.rtp() && length >= 12 + 4 * (frame[rtp] & 15);
    }

    private static Endpoint endpoint(byte[] frame, int address, int octets, int port) {
        try {
            return Endpoint.of(InetAddress.getByAddress(Arrays.copyOfRange(frame, address, address + octets)), word(frame, port));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] rewritten(byte[] frame, Flow flow) {
        byte[] out = frame.clone();
        boolean ipv6 = flow.local().isIpv6();
        int udp = udpOffset(out);
        boolean goodHeader = ipv6 || word(frame, ETHERNET + 10) == Frames.ipv4Checksum(frame);
        int checksum = word(frame, udp + 6);
        boolean goodPayload = checksum == Frames.udpChecksum(frame);
        byte[] from = flow.from().address().getAddress();
        byte[] to = flow.to().address().getAddress();
        System.arraycopy(from, 0, out, ETHERNET + (ipv6 ? 8 : 12), from.length);
        System.arraycopy(to, 0, out, ETHERNET + (ipv6 ? 24 : 16), to.length);
        put(out, udp, flow.from().port());
        put(out, udp + 2, flow.to().port());
        if (ipv6) {
            put(out, ETHERNET, 0x6000 | flow.trafficClass() << 4);
            put(out, ETHERNET + 2, 0);
            out[ETHERNET + 7] = 64;
        } else {
            out[ETHERNET + 1] = (byte) flow.trafficClass();
            out[ETHERNET + 8] = 64;
            put(out, ETHERNET + 10, Frames.ipv4Checksum(out) ^ (goodHeader ? 0 : 1));
        }
        if (checksum != 0) put(out, udp + 6, Frames.udpChecksum(out) ^ (goodPayload ? 0 : 1));
        return out;
    }

    /** Compares frames; a checksum that was corrupt must be corrupt still, whatever its value. */
    static boolean isSame(byte[] real, byte[] expected) {
        if (real.length != expected.length) return false;
        byte[] levelled = real.clone();
        int udp = udpOffset(real);
        if (!Frames.isIpv6(real) && isCorrupt(word(real, ETHERNET + 10), Frames.ipv4Checksum(real))
                && isCorrupt(word(expected, ETHERNET + 10), Frames.ipv4Checksum(expected))) put(levelled, ETHERNET + 10, word(expected, ETHERNET + 10));
        int checksum = word(real, udp + 6);
        int wanted = word(expected, udp + 6);
        if (checksum != 0 && wanted != 0 && isCorrupt(checksum, Frames.udpChecksum(real)) && isCorrupt(wanted, Frames.udpChecksum(expected))) {
            put(levelled, udp + 6, wanted);
        }
        return Arrays.equals(levelled, expected);
    }

    /** 0 and 0xFFFF are the same number in one's complement. */
    private static boolean isCorrupt(int checksum, int right) {
        return checksum % 0xFFFF != right % 0xFFFF;
    }
}
