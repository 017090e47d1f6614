package io.tandem.relay.pipeline;

import java.lang.foreign.Arena;
import java.util.function.LongSupplier;

import io.tandem.relay.os.CallNumbers;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;
import io.tandem.relay.os.WakeUp;

/**
 * Packets by epoll(7), recvfrom(2) and sendto(2): works on every Linux.
 *
 * <p>Level-triggered on purpose: a port has one packet in 20 ms, and edge triggering would need a second recvfrom for each to see that
 * nothing is left.
 */
final class EpollEngine implements PacketEngine {
    private static final int EVENTS = 256;
    private static final int EPOLLIN = 1;
    private static final int CTL_ADD = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int PACKET_BYTES = 65_536;
    private static final int MSG_DONTWAIT = 64;
    private static final long WAKE_UP_KEY = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MAX_WAIT_MILLIS = 60_000;

    private final Arena arena = Arena.ofShared();
    private final SystemCalls calls = new SystemCalls(arena);
    private final WakeUp wakeUp = new WakeUp(calls, arena);
    private final CallNumbers numbers = CallNumbers.HERE;
    private final int eventBytes = CallNumbers.HERE.epollEventBytes;
    private final long events = arena.allocate((long) EVENTS * eventBytes, 16).address();
    private final long newEvent = arena.allocate(16, 8).address();
    private final long buffer = arena.allocate(PACKET_BYTES, 64).address();
    private final long source = arena.allocate(64, 8).address();
    private final long target = source + 32;
    private final long sourceLength = arena.allocate(8, 8).address();
    private final SocketTable sockets = new SocketTable();
    private final RelayPipeline pipeline;
    private final Packet packet = new Packet();
    private final LongSupplier clock;
    private final int epoll;

    EpollEngine(LongSupplier clock) {
        this.clock = clock;
        this.pipeline = new RelayPipeline(new LoopSender(arena, clock, () -> false));
        this.epoll = (int) calls.call(numbers.epollCreate1, CLOEXEC, 0, 0, 0, 0, 0);
        if (epoll < 0) throw new IllegalStateException("epoll_create1: " + SystemCalls.reason(epoll));
    }

    @Override
    public void begin() {
        watch(wakeUp.fd(), WAKE_UP_KEY);
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public void open(RelaySocket socket) {
        sockets.add(socket);
        watch(socket.fd(), sockets.key(socket));
    }

    private void watch(int fd, long key) {
        Memory.putInt(newEvent, EPOLLIN);
        Memory.putLong(newEvent + eventBytes - 8, key);
        long result = calls.call(numbers.epollCtl, epoll, CTL_ADD, fd, newEvent, 0, 0);
        if (result < 0) throw new IllegalStateException("epoll_ctl: " + SystemCalls.reason(result));
    }

    @Override
    public void close(RelaySocket socket, Runnable closed) {
        sockets.remove(socket);
        calls.call(numbers.close, socket.fd(), 0, 0, 0, 0, 0);
        closed.run();
    }

    @Override
    public void round(Runnable beforePackets, long waitNanos) {
        long waitMillis = waitNanos == Long.MAX_VALUE ? -1 : Math.min((waitNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, MAX_WAIT_MILLIS);
        int ready = (int) calls.call(numbers.epollWait, epoll, events, EVENTS, waitMillis, 0, 8);
        beforePackets.run();
        packet.nowNanos = clock.getAsLong();
        for (int i = 0; i < ready; i++) {
            long key = Memory.getLong(events + (long) i * eventBytes + eventBytes - 8);
            if (key == WAKE_UP_KEY) {
                wakeUp.take();
            } else {
                RelaySocket socket = sockets.get(key);
                if (socket != null) relayOne(socket);
            }
        }
    }

    private void relayOne(RelaySocket socket) {
        Memory.putInt(sourceLength, Endpoint.SOCKADDR_BYTES);
        long length = calls.call(numbers.recvfrom, socket.fd(), buffer, PACKET_BYTES, MSG_DONTWAIT, source, sourceLength);
        if (length < 0) return; // an ICMP error of an earlier packet, or somebody took it: the port stays
        packet.address = buffer;
        packet.length = (int) length;
        packet.capacity = PACKET_BYTES;
        packet.sourceHead = Endpoint.headAt(source);
        boolean ipv6 = Endpoint.isIpv6(packet.sourceHead);
        packet.sourceHigh = ipv6 ? Memory.getLong(source + 8) : 0;
        packet.sourceLow = ipv6 ? Memory.getLong(source + 16) : 0;
        RelaySocket exit = pipeline.route(socket, packet);
        if (exit != null) send(exit);
    }

    private void send(RelaySocket exit) {
        int addressLength = Endpoint.write(target, exit.latch().head(), exit.latch().high(), exit.latch().low());
        long result = calls.call(numbers.sendto, exit.fd(), buffer, packet.length, MSG_DONTWAIT, target, addressLength);
        if (result < 0) {
            exit.sent().countError();
        } else {
            exit.sent().count(packet.length);
        }
    }

    @Override
    public void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public void shutDown() {
        for (RelaySocket socket : sockets.all()) {
            close(socket, () -> {});
        }
        wakeUp.close();
        calls.call(numbers.close, epoll, 0, 0, 0, 0, 0);
        arena.close();
    }
}
