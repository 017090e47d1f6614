package io.tandem.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** TCP connections of an event loop, on both engines, to a server of the JDK. */
@Timeout(30)
class StreamPathTest {

    /** Keeps what it hears; the thread of the test asks for it. */
    private static class Heard implements StreamReceiver {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private volatile int length;

        @Override public void onConnected(StreamSocket socket) {
            events.add("connected");
        }

        @Override public void onBytes(StreamSocket socket, byte[] data, int count) {
            octets.write(data, 0, count);
            length = octets.size();
        }

        @Override public void onClosed(StreamSocket socket, String reason) {
            events.add("closed: " + reason);
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        }
    }

    private static StreamSocket connect(LoopThread loop, int port, StreamReceiver receiver) {
        return loop.onLoop(() -> loop.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), receiver));
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest @EnumSource(EngineKind.class)
    void whatIsSentComesWholeAndInOrderThoughThePeerReadsSlowly(EngineKind kind) throws Exception {
        byte[] sent = new byte[6_000_000];
        new Random(3).nextBytes(sent);
        Heard heard = new Heard();
        try (ServerSocket server = server(); LoopThread loop = LoopThread.start("streams", kind)) {
            StreamSocket socket = connect(loop, server.getLocalPort(), heard);
            loop.execute(() -> socket.send(sent, 0, 1000)); // perhaps before it is connected
            try (Socket peer = server.accept()) {
                assertThat(heard.next()).isEqualTo("connected");
                loop.execute(() -> socket.send(sent, 1000, sent.length - 1000));
                Thread.sleep(200); // the system's buffers are full now, and the rest waits
                assertThat(peer.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
                peer.getOutputStream().write(sent);
                while (heard.length < sent.length) {
                    Thread.sleep(5);
                }
                assertThat(loop.onLoop(heard.octets::toByteArray)).isEqualTo(sent);
            }
            assertThat(heard.next()).isEqualTo("closed: closed by the peer");
        }
    }

    @ParameterizedTest @EnumSource(EngineKind.class)
    void whoDoesNotListenIsReported(EngineKind kind) throws Exception {
        ServerSocket gone = server();
        gone.close();
        Heard heard = new Heard();
        try (LoopThread loop = LoopThread.start("streams", kind)) {
            connect(loop, gone.getLocalPort(), heard);
            assertThat(heard.next()).isEqualTo("closed: Connection refused");
        }
    }

    @ParameterizedTest @EnumSource(EngineKind.class)
    void theLastWordsOfAPeerAreHeardBeforeItsEnd(EngineKind kind) throws Exception {
        Heard heard = new Heard();
        try (ServerSocket server = server(); LoopThread loop = LoopThread.start("streams", kind)) {
            connect(loop, server.getLocalPort(), heard);
            try (Socket peer = server.accept()) {
                assertThat(heard.next()).isEqualTo("connected");
                peer.getOutputStream().write(new byte[] {1, 2, 3});
            }
            assertThat(heard.next()).isEqualTo("closed: closed by the peer");
            assertThat(heard.length).isEqualTo(3);
        }
    }

    @ParameterizedTest @EnumSource(EngineKind.class)
    void whoClosesIsNotToldAndThePeerSeesTheEnd(EngineKind kind) throws Exception {
        Heard heard = new Heard();
        try (ServerSocket server = server(); LoopThread loop = LoopThread.start("streams", kind)) {
            StreamSocket socket = connect(loop, server.getLocalPort(), heard);
            try (Socket peer = server.accept()) {
                assertThat(heard.next()).isEqualTo("connected");
                loop.execute(socket::close);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
                loop.execute(() -> socket.send(new byte[] {1}, 0, 1));
                assertThat(loop.onLoop(heard.events::size)).isZero();
            }
        }
    }

    @ParameterizedTest @EnumSource(EngineKind.class)
    void theLoopsEndClosesItsConnections(EngineKind kind) throws Exception {
        try (ServerSocket server = server()) {
            LoopThread loop = LoopThread.start("streams", kind);
            connect(loop, server.getLocalPort(), new Heard());
            try (Socket peer = server.accept()) {
                loop.close();
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest @EnumSource(EngineKind.class)
    void aReceiverThatThrowsLosesItsConnectionAndNoOther(EngineKind kind) throws Exception {
        Heard broken = new Heard() {
            @Override public void onBytes(StreamSocket socket, byte[] data, int count) {
                throw new IllegalStateException("a bug");
            }
        };
        Heard heard = new Heard();
        try (ServerSocket server = server(); LoopThread loop = LoopThread.start("streams", kind)) {
            connect(loop, server.getLocalPort(), broken);
            try (Socket peer = server.accept()) {
                connect(loop, server.getLocalPort(), heard);
                try (Socket other = server.accept()) {
                    peer.getOutputStream().write(1);
                    assertThat(broken.next()).isEqualTo("connected");
                    assertThat(broken.next()).startsWith("closed: its receiver failed").contains("a bug");
                    other.getOutputStream().write(1);
                    assertThat(heard.next()).isEqualTo("connected");
                }
                assertThat(heard.next()).isEqualTo("closed: closed by the peer");
                assertThat(heard.length).isEqualTo(1);
            }
        }
    }
}
