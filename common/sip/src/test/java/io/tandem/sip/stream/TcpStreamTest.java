package io.tandem.sip.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.StreamPeers.Notes;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.sip.stream.StreamPeers.any;
import static io.tandem.sip.stream.StreamPeers.await;
import static io.tandem.sip.stream.StreamPeers.bytes;
import static io.tandem.sip.stream.StreamPeers.connect;
import static io.tandem.sip.stream.StreamPeers.isCut;
import static io.tandem.sip.stream.StreamPeers.receives;
import static io.tandem.sip.stream.StreamPeers.request;
import static io.tandem.sip.stream.StreamPeers.sends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages over TCP, both ways; peers are the JDK's blocking sockets. */
@Timeout(60)
class TcpStreamTest {

    private final EventLoop loop = EventLoop.open("test");
    private final Notes notes = new Notes();
    private final StreamTransport transport = StreamTransport.open(loop, StreamLimits.DEFAULT, 2);
    private final StreamListener listener = transport.listen(Protocol.TCP, any("127.0.0.1"), notes, ListenOptions.PLAIN);

    @AfterEach
    void closes() {
        transport.close();
        loop.close();
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }

    private void answers(StreamConnection connection, String text) throws Exception {
        onLoop(() -> assertThat(connection.send(bytes(text), 0, text.length())).isTrue());
    }

    @Test
    void deliversMessagesInOrderAndAnswersOnTheirConnection() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, request("1") + request("2", "body"));
            StreamConnection connection = notes.frame(request("1"));
            notes.frame(request("2", "body"));
            assertThat((InetSocketAddress) connection.remote()).isEqualTo(phone.getLocalSocketAddress());
            assertThat(connection.local()).isEqualTo(listener.local());
            assertThat(connection.protocol()).isEqualTo(Protocol.TCP);
            assertThat(connection.id()).isPositive();
            assertThat(listener.connection(connection.id())).isSameAs(connection);
            assertThat(transport.connection(connection.id())).isSameAs(connection);
            assertThat(listener.connectionTo(connection.remote())).isSameAs(connection);
            answers(connection, "SIP/2.0 200 Alive\r\n\r\n");
            assertThat(receives(phone, 21)).isEqualTo("SIP/2.0 200 Alive\r\n\r\n");
        }
        StreamConnection closed = notes.next("closed").connection();
        assertThat(closed.isOpen()).isFalse();
        assertThat(transport.size()).isZero();
        assertThat(transport.counters().ended(StreamEnd.BY_PEER)).isEqualTo(1);
        onLoop(() -> assertThat(closed.send(new byte[1], 0, 1)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.9.8.7"})
    void servesOtherAddressesAndIpv6(String ip) throws Exception {
        StreamListener other = transport.listen(Protocol.TCP, any(ip), notes, ListenOptions.PLAIN);
        try (Socket phone = connect(other)) {
            sends(phone, request("1"));
            StreamConnection connection = notes.frame(request("1"));
            assertThat(connection.local().getAddress()).isEqualTo(InetAddress.ofLiteral(ip));
            assertThat(connection.remote().isIpv4()).isEqualTo(ip.startsWith("127"));
            assertThat(listener.connection(connection.id())).as("of the other listener").isNull();
        }
    }

    @Test
    void aWildcardOfEachFamilyMayShareAPort() {
        StreamListener ipv4 = transport.listen(Protocol.TCP, any("0.0.0.0"), notes, ListenOptions.PLAIN);
        StreamListener ipv6 = transport.listen(Protocol.TCP, new InetSocketAddress("::", ipv4.local().getPort()), notes, ListenOptions.PLAIN);
        assertThat(ipv6.local().getPort()).isEqualTo(ipv4.local().getPort());
    }

    @Test
    void aMessageInManySegmentsIsOneFrame() throws Exception {
        String large = request("large", "x".repeat(60_000));
        try (Socket phone = connect(listener)) {
            phone.setTcpNoDelay(true);
            for (int at = 0; at < large.length(); at += 977) {
                sends(phone, large.substring(at, Math.min(large.length(), at + 977)));
            }
            sends(phone, request("after"));
            notes.frame(large);
            notes.frame(request("after"));
        }
    }

    @Test
    void answersTwoLineEndsWithOneAlsoWhenTheyComeApart() throws Exception {
        try (Socket phone = connect(listener)) {
            phone.setTcpNoDelay(true);
            sends(phone, "\r\n\r\n");
            assertThat(receives(phone, 2)).isEqualTo("\r\n");
            sends(phone, "\r\n");
            await(() -> transport.counters().keepAlivesIn() == 2);
            sends(phone, "\r\n");
            assertThat(receives(phone, 2)).isEqualTo("\r\n");
            sends(phone, request("1"));
            notes.frame(request("1"));
        }
    }

    @Test
    void whatIsNoSipIsToldAndCut() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(notes.next("broken").text()).isEqualTo("no Content-Length");
            notes.next("closed");
            assertThat(isCut(phone)).isTrue();
            assertThat(transport.counters().ended(StreamEnd.NOT_SIP)).isEqualTo(1);
        }
    }

    @Test
    void nothingIsDeliveredAfterTheEndIsTold() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, request("1") + "garbage\r\n\r\n" + request("2"));
            notes.frame(request("1"));
            notes.next("broken");
            notes.next("closed");
            assertThat(isCut(phone)).isTrue();
            assertThat(notes.isEmpty()).isTrue();
        }
    }

    @Test
    void oneWhoOnlyConnectsIsNotTold() throws Exception {
        connect(listener).close();
        await(() -> transport.counters().ended(StreamEnd.BY_PEER) == 1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void opensOneConnectionForSeveralMessagesFromItsAddress() throws Exception {
        try (ServerSocket peer = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.5"))) {
            PeerAddress remote = PeerAddress.of((InetSocketAddress) peer.getLocalSocketAddress());
            CompletableFuture<StreamConnection> opened = new CompletableFuture<>();
            onLoop(() -> {
                StreamConnection connection = listener.connect(remote, "");
                connection.send(bytes(request("1")), 0, request("1").length());
                assertThat(listener.connect(remote, "")).isSameAs(connection);
                connection.send(bytes(request("2")), 0, request("2").length());
                opened.complete(connection);
            });
            try (Socket accepted = peer.accept()) {
                accepted.setSoTimeout(10_000);
                assertThat(accepted.getInetAddress()).isEqualTo(listener.local().getAddress());
                assertThat(receives(accepted, 2 * request("1").length())).isEqualTo(request("1") + request("2"));
                sends(accepted, request("answer"));
                assertThat(notes.frame(request("answer"))).isSameAs(opened.join());
                assertThat(transport.counters().connected()).isEqualTo(1);
            }
        }
        notes.next("closed");
    }

    @Test
    void tellsWhatCouldNotBeDeliveredAndNoEnd() throws Exception {
        int unused;
        try (ServerSocket peer = new ServerSocket(0, 1, StreamPeers.LOOPBACK)) {
            unused = peer.getLocalPort();
        }
        PeerAddress remote = PeerAddress.of(new InetSocketAddress(StreamPeers.LOOPBACK, unused));
        onLoop(() -> {
            StreamConnection connection = listener.connect(remote, "");
            if (!connection.send(bytes(request("lost")), 0, request("lost").length())) { // refused that fast: nothing was taken
                notes.onUndelivered(connection, bytes(request("lost")), "closed");
            }
        });
        assertThat(notes.next("undelivered").text()).isEqualTo(request("lost"));
        assertThat(transport.counters().ended(StreamEnd.UNREACHABLE)).isEqualTo(1);
        assertThat(listener.connectionTo(remote)).isNull();
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void closesOnRequestAfterWhatWasSent() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, request("1"));
            StreamConnection connection = notes.frame(request("1"));
            onLoop(() -> {
                connection.send(bytes("bye"), 0, 3);
                connection.close("test");
            });
            assertThat(receives(phone, 3)).isEqualTo("bye");
            assertThat(isCut(phone)).isTrue();
            notes.next("closed");
        }
    }

    @Test
    void anExceptionInTheReceiverLosesNoOtherMessage() throws Exception {
        List<String> seen = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(3);
        StreamListener other = transport.listen(Protocol.TCP, any("127.0.0.1"), new StreamReceiver() {
            @Override
            public void onFrame(StreamConnection connection, byte[] data, int offset, int length) {
                seen.add(new String(data, offset, length, java.nio.charset.StandardCharsets.US_ASCII));
                all.countDown();
                if (seen.size() == 1) {
                    throw new IllegalStateException("bad message");
                }
            }

            @Override
            public void onBroken(StreamConnection connection, byte[] head, String fault) {}

            @Override
            public void onUndelivered(StreamConnection connection, byte[] message, String why) {}

            @Override
            public void onClosed(StreamConnection connection) {}
        }, ListenOptions.PLAIN);
        try (Socket phone = connect(other)) {
            sends(phone, request("1") + request("2") + request("3"));
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).containsExactly(request("1"), request("2"), request("3"));
        }
    }

    @Test
    void aFloodWhileTheLoopIsStuckPausesReadingAndLosesNone() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        loop.execute(() -> awaitUninterruptibly(stuck));
        int messages = 40_000;
        int length = request("00000").length();
        Thread writer = Thread.ofVirtual().unstarted(() -> {
            try (Socket phone = connect(listener)) {
                for (int i = 0; i < messages; i++) {
                    sends(phone, request("%05d".formatted(i)));
                }
                assertThat(receives(phone, 2)).isEqualTo("ok");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        await(() -> transport.counters().messagesIn() > 100);
        long[] before = {-1};
        await(() -> {                                      // until nothing moves any more: the loop is stuck, so reading must have paused
            long now = transport.counters().messagesIn();
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
            boolean still = now == before[0];
            before[0] = now;
            return still;
        });
        assertThat(before[0] * length).as("bytes taken from a flood while nobody reads").isLessThan(8 << 20);
        stuck.countDown();
        StreamConnection connection = null;
        for (int i = 0; i < messages; i++) {
            connection = notes.frame(request("%05d".formatted(i)));
        }
        answers(connection, "ok");
        writer.join();
        assertThat(transport.counters().messagesIn()).isEqualTo(messages);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAddressInUseIsNamed() {
        assertThatThrownBy(() -> transport.listen(Protocol.TCP, listener.local(), notes, ListenOptions.PLAIN)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on TCP").hasMessageContaining("in use");
        assertThatThrownBy(() -> transport.listen(Protocol.TLS, any("127.0.0.1"), notes, ListenOptions.PLAIN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no certificate");
    }

    @Test
    void listsConnections() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, request("1"));
            StreamConnection connection = notes.frame(request("1"));
            answers(connection, "four");
            assertThat(receives(phone, 4)).isEqualTo("four");
            ConnectionInfo info = transport.connections(10).getFirst();
            assertThat(info.id()).isEqualTo(connection.id());
            assertThat(info.bytesIn()).isEqualTo(request("1").length());
            assertThat(info.bytesOut()).isEqualTo(4);
            assertThat(info.outgoing()).isFalse();
            assertThat(transport.connections(0)).isEmpty();
        }
    }
}
