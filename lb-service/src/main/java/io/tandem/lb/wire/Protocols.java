package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** Names of transport protocols in bytes. */
public final class Protocols {

    private static final Protocol[] ALL = Protocol.values();
    private static final byte[][] LOWER = lower();

    private Protocols() {}

    private static byte[][] lower() {
        byte[][] names = new byte[ALL.length][];
        for (Protocol protocol : ALL) {
            names[protocol.ordinal()] = Bytes.ascii(protocol.parameter());
        }
        return names;
    }

    /** Case ignored; null for a transport this system does not speak. */
    public static @Nullable Protocol of(byte[] data, int from, int to) {
        for (int i = 0; i < ALL.length; i++) {
            if (Bytes.equalsIgnoreCase(data, from, to, LOWER[i])) {
                return ALL[i];
            }
        }
        return null;
    }

    /** Does [from, to) name this protocol, case ignored? */
    static boolean is(Protocol protocol, byte[] data, int from, int to) {
        return Bytes.equalsIgnoreCase(data, from, to, LOWER[protocol.ordinal()]);
    }
}
