package io.tandem.sip.stream;

import io.netty.channel.DefaultEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamThreadTest {

    private static final int ALL = 64 << 20;

    private final io.tandem.net.EventLoop loop = io.tandem.net.EventLoop.open("test");
    private final DefaultEventLoop netty = new DefaultEventLoop();
    private final StreamThread thread = new StreamThread(netty, loop, 1);

    @AfterEach
    void close() {
        netty.shutdownGracefully();
        loop.close();
    }

    @Test
    void bytesThatWereRefusedAreNotOwed() {
        assertThat(thread.collect(ALL)).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(thread.collect(ALL)).isFalse();
        }
        assertThat(thread.collect(-ALL)).isTrue();
        assertThat(thread.collect(ALL)).isTrue();
    }
}
