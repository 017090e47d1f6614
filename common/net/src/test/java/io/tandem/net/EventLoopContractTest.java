package io.tandem.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every engine keeps; real sockets on loopback. */
@ParameterizedClass
@EnumSource(EngineKind.class)
class EventLoopContractTest {

    private static final long DEADLINE_SECONDS = 30;
    /** As many as the smallest receive buffer in use holds (212,992 bytes twice, 768 to 1280 for a small datagram). */
    private static final int BURST = 300;
    /** Timers due less than that apart may share a tick of the wheel. */
    private static final long TICKS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;

    private final EngineKind kind;

    EventLoopContractTest(EngineKind kind) {
        this.kind = kind;
        loop = LoopThread.start("test-" + kind, kind);
    }

    @AfterEach
    void closesLoop() {
        loop.close();
    }

    private record Datagram(String text, InetSocketAddress source) {}

    private static InetSocketAddress any(String ip) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(ip), 0);
    }

    private static void send(UdpSocket socket, String text, InetSocketAddress target) {
        byte[] bytes = text.getBytes(US_ASCII);
        socket.send(bytes, 0, bytes.length, target);
    }

    private static DatagramReceiver into(LinkedBlockingQueue<Datagram> queue) {
        return (socket, data, offset, length, source) -> queue.add(new Datagram(new String(data, offset, length, US_ASCII), source));
    }

    private static Datagram next(LinkedBlockingQueue<Datagram> queue) throws InterruptedException {
        Datagram datagram = queue.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(datagram).as("a datagram within %d s", DEADLINE_SECONDS).isNotNull();
        return datagram;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.5.6.7", "::1"})
    void bindsExactlyTheAddressAndEchoesToTheSource(String ip) throws Exception {
        LinkedBlockingQueue<Datagram> answers = new LinkedBlockingQueue<>();
        UdpSocket echo = loop.bind(any(ip), (socket, data, offset, length, source) -> socket.send(data, offset, length, source));
        UdpSocket client = loop.bind(any(ip), into(answers));
        assertThat(echo.localAddress().getAddress()).isEqualTo(InetAddress.getByName(ip));
        assertThat(echo.localAddress().getPort()).isPositive();
        send(client, "hello", echo.localAddress());
        assertThat(next(answers)).isEqualTo(new Datagram("hello", echo.localAddress()));
    }

    @Test
    void sameInstanceForAKnownPeer() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket server = loop.bind(any("127.0.0.1"), into(got));
        UdpSocket client = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        send(client, "1", server.localAddress());
        InetSocketAddress first = next(got).source();
        send(client, "2", server.localAddress());
        assertThat(next(got).source()).isSameAs(first);
    }

    @Test
    void aBurstKeepsItsOrderAndEndsOnce() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        AtomicInteger burstEnds = new AtomicInteger();
        UdpSocket server = loop.bind(any("127.0.0.1"), new DatagramReceiver() {
            @Override
            public void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
                got.add(new Datagram(new String(data, offset, length, US_ASCII), source));
            }

            @Override
            public void onBurstEnd(UdpSocket socket) {
                burstEnds.incrementAndGet();
            }
        });
        UdpSocket client = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        loop.execute(() -> {
            for (int i = 0; i < BURST; i++) {
                send(client, "datagram " + i, server.localAddress());
            }
        });
        for (int i = 0; i < BURST; i++) {
            assertThat(next(got).text()).isEqualTo("datagram " + i);
        }
        await(() -> burstEnds.get() > 0);
        assertThat(burstEnds.get()).isLessThanOrEqualTo(BURST);
        assertThat(loop.counters().sent()).isEqualTo(BURST);
        await(() -> loop.counters().received() == BURST);
    }

    @Test
    void aBusyLoopThatGathersTurnsOnceInItsTime() throws Exception {
        long gatherNanos = TimeUnit.MILLISECONDS.toNanos(40);
        try (EventLoop gathering = LoopThread.start("gathering-" + kind, kind, Duration.ofNanos(gatherNanos))) {
            AtomicInteger rounds = new AtomicInteger();
            gathering.onRoundEnd(rounds::incrementAndGet);
            AtomicInteger tasks = new AtomicInteger();
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                gathering.execute(tasks::incrementAndGet);
                Thread.sleep(2);
            }
            await(() -> tasks.get() == 100);
            assertThat(rounds.get()).isLessThanOrEqualTo((int) ((System.nanoTime() - start) / gatherNanos) + 4);
        }
    }

    @Test
    void aQuietLoopThatGathersDelaysNothing() throws Exception {
        try (EventLoop gathering = LoopThread.start("gathering-" + kind, kind, Duration.ofSeconds(2))) {
            LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
            UdpSocket server = gathering.bind(any("127.0.0.1"), into(got));
            UdpSocket client = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
            Thread.sleep(6500); // the turns that made the socket are over
            long start = System.nanoTime();
            send(client, "1", server.localAddress());
            next(got);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void aFloodIsReadWithoutAPause() throws Exception {
        try (EventLoop gathering = LoopThread.start("gathering-" + kind, kind, Duration.ofSeconds(2))) {
            AtomicInteger got = new AtomicInteger();
            UdpSocket server = gathering.bind(any("127.0.0.1"), (s, d, o, l, a) -> got.incrementAndGet());
            UdpSocket client = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
            loop.execute(() -> {
                for (int i = 0; i < BURST; i++) {
                    send(client, "x", server.localAddress());
                }
            });
            long start = System.nanoTime();
            await(() -> got.get() == BURST);
            assertThat(System.nanoTime() - start).as("%d datagrams, by turns of 64 each 2 s", BURST).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
    }

    @Test
    void largestAndEmptyDatagramsPass() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket server = loop.bind(any("127.0.0.1"), into(got));
        String large = "x".repeat(65_507);
        send(server, large, server.localAddress());
        assertThat(next(got).text()).isEqualTo(large);
        send(server, "", server.localAddress());
        assertThat(next(got).text()).isEmpty();
        assertThatThrownBy(() -> send(server, large + "x", server.localAddress())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65508");
    }

    @Test
    void refusesUnresolvedAndForeignFamilyTargets() throws Exception {
        UdpSocket socket = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        assertThatThrownBy(() -> send(socket, "x", InetSocketAddress.createUnresolved("nowhere.invalid", 5060)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("unresolved");
        assertThatThrownBy(() -> send(socket, "x", new InetSocketAddress(InetAddress.getByName("::1"), 5060)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("family");
    }

    @Test
    void anExceptionInAReceiverTaskOrTimerDoesNotEndTheLoop() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket server = loop.bind(any("127.0.0.1"), (socket, data, offset, length, source) -> {
            if (length == 3) {
                throw new StackOverflowError("bad datagram");
            }
            got.add(new Datagram(new String(data, offset, length, US_ASCII), source));
        });
        send(server, "bad", server.localAddress());
        loop.execute(() -> {
            throw new IllegalStateException("bad task");
        });
        loop.schedule(0, () -> {
            throw new IllegalStateException("bad timer");
        });
        send(server, "good", server.localAddress());
        assertThat(next(got).text()).isEqualTo("good");
        await(() -> loop.counters().handlerExceptions() == 3);
    }

    @Test
    void sendingToAClosedPortHarmsNothing() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket server = loop.bind(any("127.0.0.1"), into(got));
        UdpSocket gone = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        gone.close();
        for (int i = 0; i < 10; i++) {
            send(server, "to nobody", gone.localAddress());
        }
        send(server, "to myself", server.localAddress());
        assertThat(next(got).text()).isEqualTo("to myself");
    }

    @Test
    void anAddressInUseIsNamedAndAClosedPortIsFreeAtOnce() throws Exception {
        UdpSocket first = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        assertThatThrownBy(() -> loop.bind(first.localAddress(), (s, d, o, l, a) -> {})).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot bind UDP").hasMessageContaining("Address already in use");
        first.close();
        first.close();
        try (DatagramSocket free = new DatagramSocket(first.localAddress())) {
            assertThat(free.getLocalPort()).isEqualTo(first.localAddress().getPort());
        }
        send(first, "lost", first.localAddress());
        await(() -> loop.counters().sendFailures() == 1);
    }

    @Test
    void noTaskIsForgottenWhileSocketsClose() throws Exception {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2000; i++) {
                loop.bind(new InetSocketAddress("127.0.0.1", 0), (s, d, o, l, a) -> {}).close();
            }
        });
        for (int i = 0; i < 20_000; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            loop.execute(ran::countDown);
            assertThat(ran.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("task %d ran", i).isTrue();
        }
        closing.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aReceiverMayCloseItsSocketAndBindAnother() throws Exception {
        CompletableFuture<UdpSocket> second = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        UdpSocket first = loop.bind(any("127.0.0.1"), (socket, data, offset, length, source) -> {
            calls.incrementAndGet();
            socket.close();
            second.complete(loop.bind(socket.localAddress(), (s, d, o, l, a) -> calls.addAndGet(100)));
        });
        UdpSocket client = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        loop.execute(() -> {
            send(client, "1", first.localAddress());
            send(client, "2 is lost with the first socket", first.localAddress());
        });
        UdpSocket successor = second.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(successor.localAddress()).isEqualTo(first.localAddress());
        send(client, "3", successor.localAddress());
        await(() -> calls.get() >= 101);
    }

    @Test
    void setsTheTrafficClass() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket voice = loop.bind(any("127.0.0.1"), into(got), UdpOptions.DEFAULT.withTrafficClass(184).withReceiveBufferBytes(1 << 16));
        send(voice, "rtp", voice.localAddress());
        assertThat(next(got).text()).isEqualTo("rtp");
    }

    @Test
    void sendsOfManyThreadsAllArrive() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket server = loop.bind(any("127.0.0.1"), into(got));
        UdpSocket client = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 100; i++) {
                    send(client, "x", server.localAddress());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < 400; i++) {
            next(got);
        }
    }

    /** When a timer may have been set at the earliest and at the latest, plus its delay. */
    private record Due(long earliest, long latest) {}

    /** Between two calls of the test its thread may stand still for longer than the timers differ: order is judged by what is certain. */
    @Test
    void timersRunInOrderNeverEarlyOnTheLoop() throws Exception {
        List<Due> ran = new CopyOnWriteArrayList<>();
        List<Boolean> inTimeAndPlace = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(3);
        for (int millis : new int[] {60, 20, 0}) {
            long delay = TimeUnit.MILLISECONDS.toNanos(millis);
            CompletableFuture<Due> due = new CompletableFuture<>();
            long earliest = loop.nanoTime() + delay;
            loop.schedule(delay, () -> {
                inTimeAndPlace.add(loop.inLoop() && loop.nanoTime() - earliest >= 0);
                ran.add(due.join());
                done.countDown();
            });
            due.complete(new Due(earliest, loop.nanoTime() + delay));
        }
        assertThat(done.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(inTimeAndPlace).hasSize(3).doesNotContain(false);
        for (int i = 0; i < 3; i++) {
            for (int later = i + 1; later < 3; later++) {
                assertThat(ran.get(i).earliest() - ran.get(later).latest()).as("%s before %s", ran.get(i), ran.get(later)).isLessThan(TICKS_NANOS);
            }
        }
    }

    @Test
    void aCancelledTimerDoesNotRun() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Scheduler.Timeout timeout = loop.schedule(TimeUnit.HOURS.toNanos(1), ran::incrementAndGet);
        assertThat(timeout.cancel()).isTrue();
        assertThat(timeout.cancel()).isFalse();
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        CountDownLatch later = new CountDownLatch(1);
        loop.execute(() -> { // on the loop, where it cannot run in between
            Scheduler.Timeout soon = loop.schedule(0, ran::incrementAndGet);
            cancelled.complete(soon.cancel());
            loop.schedule(TICKS_NANOS, later::countDown);
        });
        assertThat(cancelled.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(later.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(0);
    }

    @Test
    void tasksOfAThreadKeepTheirOrder() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(5_000);
        for (int i = 0; i < 5_000; i++) {
            int number = i;
            loop.execute(() -> {
                seen.add(number);
                done.countDown();
            });
        }
        assertThat(done.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(5_000).isSorted();
    }

    @Test
    void closingFreesThePortsAndRefusesMore() throws Exception {
        UdpSocket socket = loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {});
        loop.close();
        loop.close();
        assertThatCodeBindsFreely(socket.localAddress());
        assertThatThrownBy(() -> loop.bind(any("127.0.0.1"), (s, d, o, l, a) -> {})).isInstanceOf(RejectedExecutionException.class);
        loop.execute(() -> {});
    }

    private static void assertThatCodeBindsFreely(InetSocketAddress address) throws SocketException {
        try (DatagramSocket free = new DatagramSocket(address)) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void receivesFromOrdinarySockets() throws Exception {
        LinkedBlockingQueue<Datagram> got = new LinkedBlockingQueue<>();
        UdpSocket server = loop.bind(any("127.0.0.1"), into(got));
        try (DatagramSocket plain = new DatagramSocket(any("127.0.0.9"))) {
            plain.send(new DatagramPacket("plain".getBytes(US_ASCII), 5, server.localAddress()));
            assertThat(next(got)).isEqualTo(new Datagram("plain", (InetSocketAddress) plain.getLocalSocketAddress()));
        }
    }
}
