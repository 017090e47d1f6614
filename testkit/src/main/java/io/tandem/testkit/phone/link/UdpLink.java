package io.tandem.testkit.phone.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIP over UDP from a chosen address of this host, IPv6 too. */
public final class UdpLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(UdpLink.class);
    private static final int LARGEST = 65_535;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<Consumer<byte[]>> receiver = new AtomicReference<>(_ -> { });

    private UdpLink(DatagramSocket socket, InetSocketAddress server) {
        this.socket = socket;
        this.server = server;
    }

    public static UdpLink open(InetAddress local, InetSocketAddress server) throws IOException {
        UdpLink link = new UdpLink(new DatagramSocket(0, local), server);
        Thread.ofVirtual().name("link-UDP").start(link::read);
        return link;
    }

    private void read() {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        try {
            while (!socket.isClosed()) {
                packet.setLength(LARGEST);
                socket.receive(packet);
                receiver.get().accept(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
        } catch (SocketException e) {
            LOG.trace("the link has ended", e); // awaitClosed tells
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closed.countDown();
        }
    }

    static String written(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        String host = scope < 0 ? text : text.substring(0, scope);
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override public String protocol() {
        return "UDP";
    }

    @Override public String sentBy() {
        return written((InetSocketAddress) socket.getLocalSocketAddress());
    }

    @Override public void onMessage(Consumer<byte[]> consumer) {
        receiver.set(consumer);
    }

    @Override public void send(byte[] message) throws IOException {
        socket.send(new DatagramPacket(message, message.length, server));
    }

    @Override public boolean awaitClosed(Duration limit) throws InterruptedException {
        return closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override public void close() {
        socket.close();
    }
}
