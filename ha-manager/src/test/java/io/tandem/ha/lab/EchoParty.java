package io.tandem.ha.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/** A service on a node: bound to the shared address ahead, answers each packet with its node's name. Arguments: address, port, name. */
final class EchoParty {
    private EchoParty() {}

    public static void main(String[] args) throws IOException {
        byte[] name = args[2].getBytes(StandardCharsets.US_ASCII);
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(args[0], Integer.parseInt(args[1])))) {
            ByteBuffer packet = ByteBuffer.allocate(100);
            while (true) {
                SocketAddress from = channel.receive(packet.clear());
                packet.put(name).flip();
                send(channel, packet, from);
            }
        }
    }

    private static void send(DatagramChannel channel, ByteBuffer packet, SocketAddress to) {
        try {
            channel.send(packet, to);
        } catch (IOException fenced) {
            System.out.println("not answered: " + fenced.getMessage());
        }
    }
}
