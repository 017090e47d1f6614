package io.tandem.ha.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * A phone outside: a packet every 20 ms to the shared address. Prints {@code from NAME} when another node answers, and {@code gap MILLIS} after a silence of
 * more than 45 ms between two answers. Arguments: address, port.
 */
final class GapClient {
    private static final long MS = 1_000_000;
    private static final long EVERY = 20 * MS;

    private GapClient() {}

    public static void main(String[] args) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            InetSocketAddress target = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
            ByteBuffer packet = ByteBuffer.allocate(100);
            String last = "";
            long heard = System.nanoTime();
            for (long next = heard; true; ) {
                if (System.nanoTime() - next >= 0) {
                    next += EVERY;
                    send(channel, target);
                }
                while (channel.receive(packet.clear()) != null) {
                    long now = System.nanoTime();
                    String from = StandardCharsets.US_ASCII.decode(packet.flip().position(8)).toString();
                    if (!last.isEmpty() && now - heard > 45 * MS) System.out.println("gap " + (now - heard) / MS);
                    if (!from.equals(last)) System.out.println("from " + from);
                    last = from;
                    heard = now;
                }
                LockSupport.parkNanos(MS / 2);
            }
        }
    }

    private static void send(DatagramChannel channel, InetSocketAddress target) {
        try {
            channel.send(ByteBuffer.allocate(8).putLong(System.nanoTime()).flip(), target);
        } catch (IOException unreachable) {
            System.out.println("not sent: " + unreachable.getMessage()); // the router says that nobody has the address
        }
    }
}
