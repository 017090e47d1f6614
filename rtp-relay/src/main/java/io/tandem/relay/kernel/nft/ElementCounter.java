package io.tandem.relay.kernel.nft;

import java.util.Optional;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.nft.Rules.Counted;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.Netlink;
import io.tandem.relay.os.SystemCalls;

/**
 * Reads the counter of one flow from the kernel: one message there, one back (NFT_MSG_GETSETELEM), some microseconds that wait for no transaction.
 * libnftables reads whole sets for that, which takes milliseconds. One thread.
 */
final class ElementCounter implements AutoCloseable {
    private static final int ENOENT = 2;
    private static final int SUBSYSTEM = 10 << 8;
    private static final int NEW_ELEMENT = SUBSYSTEM | 12;
    private static final int GET_ELEMENT = SUBSYSTEM | 13;
    private static final byte FAMILY_NETDEV = 5;
    /** struct nfgenmsg. */
    private static final int FIXED = 4;
    private static final int TABLE = 1;
    private static final int SET = 2;
    private static final int ELEMENTS = 3;
    private static final int ELEMENT = 1;
    private static final int KEY = 1;
    private static final int VALUE = 1;
    private static final int EXPRESSION = 7;
    private static final int DATA = 2;
    private static final int BYTES = 1;
    private static final int PACKETS = 2;

    private final Netlink kernel = Netlink.ofPacketFilter();

    /** What the flow's element has counted.
     * @return empty if it is not there
     * @throws NftException if the kernel refuses the question or its answer has no counter */
    Optional<Counted> of(int number, Flow flow) throws NftException {
        ask(number, flow);
        int said = kernel.exchange();
        if (said == -ENOENT) return Optional.empty();
        if (said != NEW_ELEMENT) throw new NftException("element of set src" + number + ": " + SystemCalls.reason(said));
        long element = kernel.findIn(kernel.find(ELEMENTS, FIXED), ELEMENT);
        long counter = kernel.findIn(kernel.findIn(element, EXPRESSION), DATA);
        long bytes = kernel.findIn(counter, BYTES);
        long packets = kernel.findIn(counter, PACKETS);
        if (bytes == 0 || packets == 0) throw new NftException("element of set src" + number + " has no counter");
        return Optional.of(Counted.of(bigEndian(packets), bigEndian(bytes), flow.local().isIpv6()));
    }

    private void ask(int number, Flow flow) {
        Memory.putByte(kernel.begin(GET_ELEMENT, 0, FIXED), FAMILY_NETDEV);
        kernel.attribute(TABLE, Rules.NAME);
        kernel.attribute(SET, "src" + number);
        long elements = kernel.nest(ELEMENTS | Netlink.NESTED);
        long element = kernel.nest(ELEMENT | Netlink.NESTED);
        long key = kernel.nest(KEY | Netlink.NESTED);
        key(kernel.attribute(VALUE, flow.local().isIpv6() ? 24 : 12), flow);
        kernel.endNest(key);
        kernel.endNest(element);
        kernel.endNest(elements);
    }

    /** Local port, source address and source port in network order, each filled up to four octets. */
    private static void key(long at, Flow flow) {
        Endpoint source = flow.source();
        Memory.putInt(at, (int) Endpoint.portOf(flow.local().head()));
        if (source.isIpv6()) {
            Memory.putLong(at + 4, source.high());
            Memory.putLong(at + 12, source.low());
        } else {
            Memory.putInt(at + 4, (int) (source.head() >>> 32));
        }
        Memory.putInt(at + (source.isIpv6() ? 20 : 8), (int) Endpoint.portOf(source.head()));
    }

    private static long bigEndian(long address) {
        return Long.reverseBytes(Memory.getLong(address));
    }

    @Override
    public void close() {
        kernel.close();
    }
}
