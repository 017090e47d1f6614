package io.tandem.relay.os;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/** A netlink(7) socket: one request and its answer at a time, or notifications. One thread. */
public final class Netlink implements AutoCloseable {
    public static final int REQUEST = 1;
    public static final int ACK = 4;
    public static final int EXCLUSIVE = 0x200;
    public static final int CREATE = 0x400;
    /** Flag of an attribute's type: attributes are inside. */
    public static final int NESTED = 0x8000;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int MSG_DONTWAIT = 64;
    private static final int BUFFER_BYTES = 16_384;
    private static final int HEADER = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int ROUTE = 0;
    private static final int NETFILTER = 12;

    private final Arena arena = Arena.ofShared();
    private final SystemCalls calls = new SystemCalls(arena);
    private final long request = arena.allocate(BUFFER_BYTES, 8).address();
    private final long answer = arena.allocate(BUFFER_BYTES, 8).address();
    private final int fd;
    private int length;
    private int answerLength;
    private int sequence;

    /** For routes and devices. @param groups bits of RTMGRP_* to be told of, 0 for a socket that asks */
    public Netlink(int groups) {
        this(ROUTE, groups);
    }

    /** To ask the packet filter (NETLINK_NETFILTER). */
    public static Netlink ofPacketFilter() {
        return new Netlink(NETFILTER, 0);
    }

    private Netlink(int protocol, int groups) {
        fd = (int) calls.call(CallNumbers.HERE.socket, AF_NETLINK, SOCK_RAW_CLOEXEC, protocol, 0, 0, 0);
        if (fd < 0) throw new IllegalStateException("netlink socket: " + SystemCalls.reason(fd));
        Memory.putLong(request, AF_NETLINK);
        Memory.putInt(request + 8, groups);
        long bound = calls.call(CallNumbers.HERE.bind, fd, request, 12, 0, 0, 0);
        if (bound < 0) {
            close();
            throw new IllegalStateException("netlink bind: " + SystemCalls.reason(bound));
        }
    }

    /** Begins a request. @return address of the zeroed fixed part behind its header */
    public long begin(int type, int flags, int fixedBytes) {
        length = HEADER + fixedBytes;
        for (int i = 0; i < length; i += 4) {
            Memory.putInt(request + i, 0);
        }
        Memory.putShort(request + 4, (short) type);
        Memory.putShort(request + 6, (short) (flags | REQUEST));
        Memory.putInt(request + 8, ++sequence);
        return request + HEADER;
    }

    /** An attribute of so many octets, a multiple of 4. @return address of its value */
    public long attribute(int type, int octets) {
        long at = request + length;
        Memory.putShort(at, (short) (4 + octets));
        Memory.putShort(at + 2, (short) type);
        length += 4 + octets;
        return at + 4;
    }

    public void attribute(int type, String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        int padded = octets.length + 4 & ~3;
        long at = attribute(type, padded);
        for (int i = 0; i < padded; i++) {
            Memory.putByte(at + i, i < octets.length ? octets[i] : 0);
        }
        Memory.putShort(at - 4, (short) (4 + octets.length + 1));
    }

    /** What follows until {@link #endNest} is inside this attribute. */
    public long nest(int type) {
        return attribute(type, 0) - 4;
    }

    public void endNest(long nest) {
        Memory.putShort(nest, (short) (request + length - nest));
    }

    /** Sends the request and waits for what the kernel says to it.
     * @return 0 for done, a negative errno, or the type of the message that stands in the answer */
    public int exchange() {
        Memory.putInt(request, length);
        long sent = calls.call(CallNumbers.HERE.sendto, fd, request, length, 0, 0, 0);
        if (sent < 0) return (int) sent;
        do {
            answerLength = (int) calls.call(CallNumbers.HERE.recvfrom, fd, answer, BUFFER_BYTES, 0, 0, 0);
            if (answerLength < HEADER) return answerLength < 0 ? answerLength : -SystemCalls.EAGAIN;
        } while (Memory.getInt(answer + 8) != sequence);
        int type = Memory.getInt(answer + 4) & 0xFFFF;
        return type == NLMSG_ERROR ? Memory.getInt(answer + HEADER) : type;
    }

    /** Address of the fixed part of the answer. */
    public long answer() {
        return answer + HEADER;
    }

    /** Address of the value of an attribute of the answer, 0 if it has none of that type. */
    public long find(int type, int fixedBytes) {
        return find(type, answer + HEADER + fixedBytes, answer + Math.min(Memory.getInt(answer), answerLength));
    }

    /** The same among the attributes inside another one.
     * @param nest address of that one's value, or 0: then nothing is found */
    public long findIn(long nest, int type) {
        return nest == 0 ? 0 : find(type, nest, nest + octets(nest));
    }

    /** Of an attribute that was found. @param value its address */
    public int octets(long value) {
        return (Memory.getInt(value - 4) & 0xFFFF) - 4;
    }

    private static long find(int type, long from, long end) {
        for (long at = from; at + 4 <= end; ) {
            int octets = Memory.getInt(at) & 0xFFFF;
            if (octets < 4 || at + octets > end) return 0;
            if ((Memory.getInt(at) >>> 16 & 0x3FFF) == type) return at + 4;
            at += octets + 3 & ~3;
        }
        return 0;
    }

    /** Takes all notifications that wait. @return true if there was one, or some were lost */
    public boolean notified() {
        boolean any = false;
        for (long got = receiveNow(); got != -SystemCalls.EAGAIN; got = receiveNow()) {
            if (got < 0 && got != -SystemCalls.ENOBUFS) return any;
            any = true;
        }
        return any;
    }

    private long receiveNow() {
        return calls.call(CallNumbers.HERE.recvfrom, fd, answer, BUFFER_BYTES, MSG_DONTWAIT, 0, 0);
    }

    @Override
    public void close() {
        calls.call(CallNumbers.HERE.close, fd, 0, 0, 0, 0, 0);
        arena.close();
    }
}
