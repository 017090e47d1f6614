package io.tandem.relay.pipeline;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.tandem.relay.os.CallNumbers;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;
import io.tandem.relay.os.WakeUp;
import io.tandem.relay.os.uring.BufferRing;
import io.tandem.relay.os.uring.UringRing;
import io.tandem.relay.os.uring.UringUnavailableException;

/**
 * Packets by io_uring(7): one multishot receive a port, sends collected, one system call a round for both. Half the CPU of epoll
 * (bench/results). Wants Linux 6.2 (sends with an address); a packet above 2000 octets is dropped, as no network hands one over.
 */
final class UringEngine implements PacketEngine {
    private static final int OP_POLL_ADD = 6;
    private static final int OP_RECVMSG = 10;
    private static final int OP_ASYNC_CANCEL = 14;
    private static final int OP_SEND = 26;
    private static final int RECV_MULTISHOT = 2;
    private static final int POLL_MULTISHOT = 1;
    private static final int POLLIN = 1;
    private static final int MSG_DONTWAIT = 64;
    private static final int MSG_TRUNC = 0x20;
    private static final byte SELECT_BUFFER = 1 << 5;
    private static final byte SKIP_SUCCESS = 1 << 6;
    private static final int FLAG_BUFFER = 1;
    private static final int FLAG_MORE = 2;
    private static final int GROUP = 1;
    /** struct io_uring_recvmsg_out, then the source, then the packet. */
    private static final int NAME = 16;
    private static final int NAME_BYTES = 32;
    private static final int PAYLOAD = NAME + NAME_BYTES;
    private static final long WAKE_UP = -1;
    private static final long CANCEL = 1L << 61;
    private static final long SEND = 1L << 62;
    /** A packet waits for others so long at most, and not at all where there are so many. */
    private static final int GATHER_MICROS = 400;
    private static final int GATHERED = 16;
    /** Rounds that follow each other so closely have packets to gather. */
    private static final long BUSY_NANOS = 700_000;

    private record Closing(int fd, Runnable closed) {}

    private final Arena arena = Arena.ofShared();
    private final SystemCalls calls = new SystemCalls(arena);
    private final WakeUp wakeUp = new WakeUp(calls, arena);
    private final SocketTable sockets = new SocketTable();
    private final Map<Long, Closing> closing = new HashMap<>();
    private final RelayPipeline pipeline;
    private final Packet packet = new Packet();
    private final long targets = arena.allocate((long) UringRing.SUBMISSIONS * NAME_BYTES, 8).address();
    private final long receiveHeader = arena.allocate(64, 8).address();
    private final LongSupplier clock;
    private final UringRing ring;
    private final BufferRing buffers;
    /** The last two rounds with packets were close together. */
    private boolean busy;
    private boolean took;
    private long lastTakenNanos;

    /** @throws UringUnavailableException if this kernel cannot or may not */
    UringEngine(LongSupplier clock) {
        this.clock = clock;
        this.pipeline = new RelayPipeline(new LoopSender(arena, clock, () -> false));
        requireKernel(System.getProperty("os.version", "0"));
        ring = new UringRing(calls, arena);
        buffers = new BufferRing(calls, arena, ring.fd(), GROUP);
        Memory.putInt(receiveHeader + 8, NAME_BYTES);
    }

    private static void requireKernel(String version) {
        String[] parts = version.split("[^0-9]+", 3);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 && !parts[1].isEmpty() ? Integer.parseInt(parts[1]) : 0;
        if (major < 6 || major == 6 && minor < 2) throw new UringUnavailableException("Linux " + version + " is older than 6.2");
    }

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public void begin() {
        ring.enable();
        watchWakeUp();
    }

    private void watchWakeUp() {
        long entry = ring.entry(ring.next());
        Memory.putByte(entry, (byte) OP_POLL_ADD);
        Memory.putInt(entry + 4, wakeUp.fd());
        Memory.putInt(entry + 24, POLL_MULTISHOT);
        Memory.putInt(entry + 28, POLLIN);
        Memory.putLong(entry + 32, WAKE_UP);
    }

    @Override
    public void open(RelaySocket socket) {
        sockets.add(socket);
        receive(socket.fd(), sockets.key(socket));
    }

    private void receive(int fd, long key) {
        long entry = ring.entry(ring.next());
        Memory.putByte(entry, (byte) OP_RECVMSG);
        Memory.putByte(entry + 1, SELECT_BUFFER);
        Memory.putShort(entry + 2, (short) RECV_MULTISHOT);
        Memory.putInt(entry + 4, fd);
        Memory.putLong(entry + 16, receiveHeader);
        Memory.putInt(entry + 24, 1);
        Memory.putLong(entry + 32, key);
        Memory.putShort(entry + 40, (short) GROUP);
    }

    /** The pending receive keeps the port: it is cancelled first, and the descriptor closed when its last completion is in. */
    @Override
    public void close(RelaySocket socket, Runnable closed) {
        long key = sockets.key(socket);
        sockets.remove(socket);
        closing.put(key, new Closing(socket.fd(), closed));
        long entry = ring.entry(ring.next());
        Memory.putByte(entry, (byte) OP_ASYNC_CANCEL);
        Memory.putByte(entry + 1, SKIP_SUCCESS);
        Memory.putInt(entry + 4, -1);
        Memory.putLong(entry + 16, key);
        Memory.putLong(entry + 32, CANCEL);
    }

    @Override
    public void round(Runnable beforePackets, long waitNanos) {
        await(waitNanos);
        buffers.giveBack(); // sends that point into them have been carried out
        beforePackets.run();
        packet.nowNanos = clock.getAsLong();
        took = false;
        while (ring.hasCompletion() && !ring.isFull() && !buffers.isDrained()) {
            long completion = ring.completion();
            complete(Memory.getLong(completion), Memory.getInt(completion + 8), Memory.getInt(completion + 12));
            ring.advance();
        }
        ring.release();
        busy = took && packet.nowNanos - lastTakenNanos < BUSY_NANOS;
        if (took) lastTakenNanos = packet.nowNanos;
    }

    /** Where packets follow each other closely, some are gathered: a wake-up costs more than a packet. */
    private void await(long waitNanos) {
        if (ring.hasCompletion() || waitNanos == 0) {
            ring.enter(0);
        } else if (busy && ring.canGather() && waitNanos > 1000L * GATHER_MICROS) {
            ring.gather(GATHERED, GATHER_MICROS, waitNanos);
        } else if (waitNanos == Long.MAX_VALUE) {
            ring.enter(1);
        } else {
            ring.enter(1, waitNanos);
        }
    }

    private void complete(long key, int result, int flags) {
        if (key == WAKE_UP) {
            wakeUp.take();
            if ((flags & FLAG_MORE) == 0) watchWakeUp();
        } else if ((key & SEND) != 0) {
            RelaySocket exit = sockets.get(key & ~SEND);
            if (exit != null) exit.sent().countError();
        } else if ((key & CANCEL) == 0) {
            received(key, result, flags);
        }
    }

    private void received(long key, int result, int flags) {
        RelaySocket socket = sockets.get(key);
        if ((flags & FLAG_BUFFER) != 0) {
            long buffer = buffers.take(flags >>> 16);
            took = true;
            if (socket != null && result >= PAYLOAD) relay(socket, buffer, result - PAYLOAD);
        }
        if ((flags & FLAG_MORE) != 0) return;
        if (socket != null) {
            receive(socket.fd(), key); // out of buffers for a moment, or an ICMP error: go on
        } else {
            finishClosing(key);
        }
    }

    private void relay(RelaySocket socket, long buffer, int length) {
        if ((Memory.getInt(buffer + 12) & MSG_TRUNC) != 0) {
            socket.received().countError();
            return;
        }
        packet.address = buffer + PAYLOAD;
        packet.length = length;
        packet.capacity = BufferRing.BUFFER_BYTES - PAYLOAD;
        packet.sourceHead = Endpoint.headAt(buffer + NAME);
        boolean ipv6 = Endpoint.isIpv6(packet.sourceHead);
        packet.sourceHigh = ipv6 ? Memory.getLong(buffer + NAME + 8) : 0;
        packet.sourceLow = ipv6 ? Memory.getLong(buffer + NAME + 16) : 0;
        RelaySocket exit = pipeline.route(socket, packet);
        if (exit != null) send(exit);
    }

    private void send(RelaySocket exit) {
        int index = ring.next();
        long entry = ring.entry(index);
        long target = targets + (long) index * NAME_BYTES;
        int targetLength = Endpoint.write(target, exit.latch().head(), exit.latch().high(), exit.latch().low());
        Memory.putByte(entry, (byte) OP_SEND);
        Memory.putByte(entry + 1, SKIP_SUCCESS);
        Memory.putInt(entry + 4, exit.fd());
        Memory.putLong(entry + 8, target);
        Memory.putLong(entry + 16, packet.address);
        Memory.putInt(entry + 24, packet.length);
        Memory.putInt(entry + 28, MSG_DONTWAIT);
        Memory.putLong(entry + 32, SEND | sockets.key(exit));
        Memory.putShort(entry + 44, (short) targetLength);
        exit.sent().count(packet.length);
    }

    private void finishClosing(long key) {
        Closing port = closing.remove(key);
        if (port == null) return;
        calls.call(CallNumbers.HERE.close, port.fd(), 0, 0, 0, 0, 0);
        port.closed().run();
    }

    @Override
    public void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public void shutDown() {
        ring.close();
        for (RelaySocket socket : sockets.all()) {
            calls.call(CallNumbers.HERE.close, socket.fd(), 0, 0, 0, 0, 0);
        }
        closing.values().forEach(port -> calls.call(CallNumbers.HERE.close, port.fd(), 0, 0, 0, 0, 0));
        wakeUp.close();
        arena.close();
    }
}
