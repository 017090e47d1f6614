package io.tandem.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tandem.relay.wire.Value;

/**
 * The least SIP between two phones: a socket for each; what comes by one leaves by the other, with the session description sent through the
 * relay and the Contact of the sender replaced by the socket that its messages leave from, so that all later ones come this way too.
 */
final class SipForwarder implements AutoCloseable {
    private final InetAddress host;
    private final NgClient ng;
    private final String[] flags;
    private final DatagramSocket[] sockets = new DatagramSocket[2];
    private final InetSocketAddress[] phones = new InetSocketAddress[2];
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final StringBuffer transcript = new StringBuffer();

    /** @param toA options of descriptions that phone A gets @param toB the same of B */
    SipForwarder(InetAddress host, NgClient ng, String toA, String toB) throws IOException {
        this.host = host;
        this.ng = ng;
        this.flags = new String[] {toA, toB};
        for (int side = 0; side < 2; side++) {
            sockets[side] = new DatagramSocket(new InetSocketAddress(host, 0));
        }
    }

    /** Begins, once it is known where the phones listen. */
    void between(int portOfA, int portOfB) {
        phones[0] = new InetSocketAddress(host, portOfA);
        phones[1] = new InetSocketAddress(host, portOfB);
        for (int side = 0; side < 2; side++) {
            int from = side;
            Thread.ofVirtual().start(() -> forward(from));
        }
    }

    /** Where phone A sends what is for B. */
    int portForA() {
        return sockets[0].getLocalPort();
    }

    /** What the relay refused. */
    List<String> errors() {
        return errors;
    }

    String transcript() {
        return transcript.toString();
    }

    private void forward(int from) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        while (!sockets[from].isClosed()) {
            try {
                packet.setLength(65_536);
                sockets[from].receive(packet);
                String message = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                byte[] rewritten = rewritten(from, message).getBytes(StandardCharsets.UTF_8);
                sockets[1 - from].send(new DatagramPacket(rewritten, rewritten.length, phones[1 - from]));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                errors.add(e.toString());
            }
        }
    }

    private String rewritten(int from, String message) {
        int blank = message.indexOf("\r\n\r\n");
        if (blank < 0) return message;                                             // a keep-alive
        String body = message.substring(blank + 4);
        String shown = body.isEmpty() ? "" : described(from, !message.startsWith("SIP/2.0"), body);
        String head = message.substring(0, blank).replaceAll("(?im)^(Contact:.*@)[0-9.]+:\\d+", "$1" + host.getHostAddress() + ":"
                + sockets[1 - from].getLocalPort()).replaceAll("(?im)^Content-Length:.*$", "Content-Length: " + shown.length());
        String result = head + "\r\n\r\n" + shown;
        transcript.append(from == 0 ? "A ──▶ B\n" : "A ◀── B\n").append(message).append("\n── as\n").append(result).append('\n');
        return result;
    }

    private String described(int from, boolean offer, String sdp) {
        String a = offer == (from == 0) ? "a" : "b";
        Value.Dictionary reply = ng.command(NgClient.named(offer ? "offer" : "answer").put("call-id", "call").put("from-tag", a)
                .put("to-tag", a.equals("a") ? "b" : "a").put("sdp", sdp).put("rtpp-flags", flags[1 - from]));
        if (!reply.text("result").orElse("").toLowerCase(Locale.ROOT).equals("ok")) throw new IllegalStateException(reply.toString());
        return reply.text("sdp").orElseThrow();
    }

    @Override
    public void close() {
        for (DatagramSocket socket : sockets) {
            socket.close();
        }
    }
}
