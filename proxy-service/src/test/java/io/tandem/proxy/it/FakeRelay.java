package io.tandem.proxy.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tandem.proxy.media.Bencode;

/** Answers ng commands on a loopback socket and writes them down. */
final class FakeRelay implements AutoCloseable {
    private final DatagramSocket socket;
    final List<String> commands = new CopyOnWriteArrayList<>();

    FakeRelay() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] reply = reply(new String(buffer, 0, packet.getLength(), StandardCharsets.ISO_8859_1));
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] reply(String datagram) {
        int space = datagram.indexOf(' ');
        byte[] payload = datagram.substring(space + 1).getBytes(StandardCharsets.ISO_8859_1);
        Bencode.Dictionary command = (Bencode.Dictionary) Bencode.parse(payload, 0, payload.length);
        commands.add(command.text("command").orElseThrow() + " " + command.text("call-id").orElseThrow());
        Bencode.Dictionary reply = new Bencode.Dictionary(Map.of()).with("result", "ok")
                .with("sdp", "relayed " + command.text("sdp").orElse(""));
        return (datagram.substring(0, space + 1) + new String(reply.toBytes(), StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override public void close() {
        socket.close();
    }
}
