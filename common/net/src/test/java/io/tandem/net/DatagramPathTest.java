package io.tandem.net;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What a datagram costs the heap on the epoll engine: nothing, once its peer is known. */
@Timeout(240)
class DatagramPathTest {

    private static final int WINDOW = 20_000;
    /** Half of the smallest object for each datagram. Not nothing: until a downcall is inlined whole, the JDK makes a segment of 40 bytes for the errno of
     * each system call, one for sixteen datagrams here. */
    private static final int BOUND_BYTES = WINDOW * 8;
    /** So many windows may pass until handles and loops are linked and compiled. */
    private static final int WINDOWS = 100;

    private final EventLoop loop = LoopThread.start("allocation", EngineKind.EPOLL);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @AfterEach
    void closesLoop() {
        loop.close();
    }

    /** Sends every datagram on to the other socket, sixteen under way, and reads the allocation counter of the loop's own thread at each window's end. */
    private final class Volley implements DatagramReceiver {
        private final CompletableFuture<Long> allocated = new CompletableFuture<>();
        private long least = Long.MAX_VALUE;
        private long before;
        private int seen;

        @Override
        public void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
            if (++seen % WINDOW == 0) {
                long now = threads.getCurrentThreadAllocatedBytes();
                least = seen == WINDOW ? least : Math.min(least, now - before);
                if (least < BOUND_BYTES || seen == WINDOW * WINDOWS) {
                    allocated.complete(least);
                    return;
                }
                before = threads.getCurrentThreadAllocatedBytes();
            }
            if (!allocated.isDone()) {
                socket.send(data, offset, length, source);
            }
        }
    }

    @Test
    void aDatagramOfAKnownPeerAllocatesNothing() throws Exception {
        assertThat(allocatedBy("127.0.0.1")).as("bytes for %d datagrams in and out", WINDOW).isLessThan(BOUND_BYTES);
    }

    @Test
    void norDoesOneOverIpv6() throws Exception {
        assertThat(allocatedBy("::1")).as("bytes for %d datagrams in and out", WINDOW).isLessThan(BOUND_BYTES);
    }

    private long allocatedBy(String ip) throws Exception {
        Volley volley = new Volley();
        UdpSocket left = loop.bind(new InetSocketAddress(ip, 0), volley);
        UdpSocket right = loop.bind(new InetSocketAddress(ip, 0), volley);
        byte[] message = new byte[834];
        for (int i = 0; i < 16; i++) {
            left.send(message, 0, message.length, right.localAddress());
        }
        return volley.allocated.get(100, TimeUnit.SECONDS);
    }
}
