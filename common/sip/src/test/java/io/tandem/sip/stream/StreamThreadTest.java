package io.tandem.sip.stream;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.netty.channel.DefaultEventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamThreadTest {

    private static final int ALL = 1000;

    private final io.tandem.net.EventLoop loop = io.tandem.net.EventLoop.open("test");
    private final DefaultEventLoop netty = new DefaultEventLoop();
    private final StreamTransport transport = StreamTransport.open(loop, StreamLimits.DEFAULT, 1);
    private final Listener listener = (Listener) transport.listen(Protocol.TCP, StreamPeers.any("127.0.0.1"), new StreamPeers.Notes(), ListenOptions.PLAIN);
    private final StreamThread thread = new StreamThread(netty, loop, _ -> false, Duration.ofSeconds(10), 1, ALL);
    private int port;

    @AfterEach
    void close() {
        transport.close();
        netty.shutdownGracefully();
        loop.close();
    }

    private Connection connection() {
        PeerAddress remote = PeerAddress.of(new InetSocketAddress("192.0.2.1", ++port));
        return new Connection(listener, thread, remote, port, false);
    }

    @Test
    void bytesThatWereRefusedAreNotOwed() {
        Connection one = connection();
        Connection other = connection();
        assertThat(thread.collect(one, ALL)).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(thread.collect(other, ALL)).isFalse();
        }
        assertThat(thread.collect(one, -ALL)).isTrue();
        assertThat(thread.collect(other, ALL)).isTrue();
    }

    @Test
    void whoKeepsMostMakesRoomForWhoKeepsLittle() {
        Connection greedy = connection();
        Connection modest = connection();
        Connection next = connection();
        assertThat(thread.collect(greedy, 700)).isTrue();
        assertThat(thread.collect(modest, 250)).isTrue();
        assertThat(thread.collect(greedy, 100)).as("the greedy one asks for more").isFalse();
        assertThat(greedy.isOpen()).isTrue();
        assertThat(thread.collect(next, 200)).isTrue();
        assertThat(greedy.isOpen()).isFalse();
        assertThat(modest.isOpen()).isTrue();
        assertThat(transport.counters().ended(StreamEnd.CROWDED_OUT)).isEqualTo(1);
        assertThat(thread.collect(next, 550)).as("there is room again").isTrue();
    }
}
