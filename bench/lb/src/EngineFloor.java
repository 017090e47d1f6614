import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;

/** What {@code udpfwd} does, on our own UDP engine: what of the LB's cost is the engine, what is the core. Argument: the public port; inside is the next. */
final class EngineFloor {

    private static final byte[] TRYING = ("SIP/2.0 100 Trying\r\n" + " ".repeat(400)).getBytes();
    private final PeerAddress[] proxies = new PeerAddress[4];
    private UdpSocket outside;
    private UdpSocket inside;
    private PeerAddress phone;
    private int turn;

    public static void main(String[] arguments) throws InterruptedException {
        EventLoop loop = EventLoop.open("lb");
        loop.execute(() -> new EngineFloor().open(loop, Integer.parseInt(arguments[0])));
        new CountDownLatch(1).await();
    }

    private void open(EventLoop loop, int port) {
        for (int i = 0; i < proxies.length; i++) {
            proxies[i] = loop.peers().get(new InetSocketAddress("127.0.0.1", 5071 + i));
        }
        inside = loop.bind(new InetSocketAddress("127.0.0.1", port + 1), (socket, data, offset, length, source) -> outside.send(data, offset, length, phone));
        outside = loop.bind(new InetSocketAddress("127.0.0.1", port), this::inward);
    }

    private void inward(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
        phone = source;
        if (data[offset] == 'I') {
            socket.send(TRYING, 0, TRYING.length, source);
        }
        inside.send(data, offset, length, proxies[turn++ & 3]);
    }
}
