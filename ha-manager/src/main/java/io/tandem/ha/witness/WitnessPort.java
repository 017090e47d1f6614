package io.tandem.ha.witness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.HeartbeatCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers heartbeats of the pairs it knows, from their addresses only, on one thread. It keeps nothing: after a start nobody gets a vote for the dead time. */
public final class WitnessPort implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WitnessPort.class);
    private final DatagramChannel channel;
    private final List<Client> clients = new ArrayList<>();

    /** A node that may ask. */
    private record Client(InetAddress address, int number, HeartbeatCodec codec, Witness witness) {}

    /** @param secret key material of the system */
    public WitnessPort(WitnessProperties properties, byte[] secret) throws IOException {
        for (WitnessProperties.WitnessedPair pair : properties.pairs()) {
            Witness witness = new Witness(properties.dead().toNanos(), Math.max(1, System.currentTimeMillis()), System.nanoTime());
            HeartbeatCodec codec = new HeartbeatCodec(secret, pair.name());
            for (int number = 0; number < 2; number++) clients.add(new Client(pair.node(number), number, codec, witness));
        }
        channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral(properties.address()), properties.port()));
        Thread.ofPlatform().daemon().name("witness").start(this::serve);
        log.info("witness for {} pairs on {} port {}", properties.pairs().size(), properties.address(), properties.port());
    }

    private void serve() {
        ByteBuffer packet = ByteBuffer.allocate(256);
        while (channel.isOpen()) {
            try {
                if (channel.receive(packet.clear()) instanceof InetSocketAddress from) answer(packet.flip(), from);
            } catch (ClosedChannelException e) {
                return; // close()
            } catch (IOException e) {
                log.warn("a heartbeat could not be answered: {}", e.getMessage());
            }
        }
    }

    private void answer(ByteBuffer packet, InetSocketAddress from) throws IOException {
        for (Client client : clients) {
            if (!client.address().equals(from.getAddress())) continue;
            Optional<Heartbeat> heartbeat = client.codec().decode(packet.array(), 0, packet.limit()).filter(it -> it.node() == client.number());
            if (heartbeat.isEmpty()) continue;
            Heartbeat answer = client.witness().answer(heartbeat.get(), System.nanoTime());
            channel.send(ByteBuffer.wrap(client.codec().encode(answer)), from);
            return;
        }
    }

    @Override public void close() throws IOException { channel.close(); }
}
