package io.tandem.ha.address;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.SocketAddresses;

/** Adds and removes addresses (rtnetlink(7)), each within a millisecond as a rule. The manager's thread. */
public final class AddressTable implements AutoCloseable {
    /** After that the kernel takes an address away that was not refreshed: the second belt behind the gate. */
    public static final int LIFETIME_SECONDS = 2;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    /** NLM_F_REQUEST, NLM_F_ACK; for new addresses NLM_F_CREATE, NLM_F_REPLACE too. */
    private static final int REQUEST_ACK = 0x5;
    private static final int CREATE_REPLACE = 0x500;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_F_NODAD = 0x02;
    private static final int NLMSG_ERROR = 2;
    private static final int EADDRNOTAVAIL = 99;
    private static final int ETIMEDOUT = 110;
    private static final int EEXIST = 17;
    private static final int PATIENCE_TURNS = 2_000;
    private static final long TURN_NANOS = 20_000;

    private final NativeSocket socket;
    private final byte[] kernel = SocketAddresses.netlink(0);
    private final byte[] answer = new byte[1024];
    private int sequence;

    public AddressTable() throws IOException { socket = NativeSocket.open(SocketAddresses.AF_NETLINK, NativeSocket.SOCK_RAW, 0); }

    /** Sets the address, or gives one that is set a new lifetime. @return 0, or a negative errno */
    public int add(SharedAddress address) {
        int result = ask(RTM_NEWADDR, REQUEST_ACK | CREATE_REPLACE, address);
        return result == -EEXIST ? 0 : result;
    }

    /** @return 0, also if it was not set; or a negative errno */
    public int remove(SharedAddress address) {
        int result = ask(RTM_DELADDR, REQUEST_ACK, address);
        return result == -EADDRNOTAVAIL ? 0 : result;
    }

    private int ask(int type, int flags, SharedAddress address) {
        socket.send(message(type, flags, ++sequence, address), kernel);
        for (int i = 0; i < PATIENCE_TURNS; i++) {
            int length = socket.receive(answer);
            if (length < 0) {
                LockSupport.parkNanos(TURN_NANOS);
                continue;
            }
            ByteBuffer in = ByteBuffer.wrap(answer, 0, length).order(ByteOrder.nativeOrder());
            if (length >= 20 && in.getShort(4) == NLMSG_ERROR && in.getInt(8) == sequence) return in.getInt(16);
        }
        return -ETIMEDOUT;
    }

    /** nlmsghdr, ifaddrmsg, attributes. */
    static byte[] message(int type, int flags, int sequence, SharedAddress address) {
        byte[] ip = address.address().getAddress();
        boolean four = ip.length == 4;
        ByteBuffer out = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
        out.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
        out.put((byte) (four ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6)).put((byte) address.prefixLength())
                .put((byte) (four ? 0 : IFA_F_NODAD)).put((byte) 0).putInt(address.interfaceIndex());
        attribute(out, IFA_LOCAL, ip);
        attribute(out, IFA_ADDRESS, ip);
        if (four) attribute(out, IFA_BROADCAST, broadcast(ip, address.prefixLength()));
        // An IPv6 address that is never preferred is no source for what this host itself sends (RFC 6724 §5 rule 3); bound sockets use it all the same.
        ByteBuffer lifetime = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(four ? LIFETIME_SECONDS : 0).putInt(LIFETIME_SECONDS);
        attribute(out, IFA_CACHEINFO, lifetime.array());
        out.putInt(0, out.position());
        byte[] message = new byte[out.position()];
        out.get(0, message);
        return message;
    }

    private static void attribute(ByteBuffer out, int type, byte[] value) { out.putShort((short) (4 + value.length)).putShort((short) type).put(value); }

    private static byte[] broadcast(byte[] ip, int prefixLength) {
        int mask = -1 << (32 - prefixLength);
        return ByteBuffer.allocate(4).putInt(ByteBuffer.wrap(ip).getInt() | (prefixLength == 32 ? 0 : ~mask)).array();
    }

    @Override public void close() { socket.close(); }
}
