package io.tandem.lb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

import io.tandem.sip.message.SipMessage;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A phone, or the fake proxy, on a UDP socket of its own. */
final class UdpParty implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final DatagramSocket socket;
    private InetSocketAddress lastSource = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    UdpParty() {
        this("127.0.0.1");
    }

    UdpParty(String address) {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    String hostPort() {
        return socket.getLocalAddress().getHostAddress() + ':' + port();
    }

    void sends(String text, InetSocketAddress to) throws IOException {
        sends(text.getBytes(UTF_8), to);
    }

    void sends(byte[] bytes, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    void sends(SipMessage message, InetSocketAddress to) throws IOException {
        sends(message.toBytes(), to);
    }

    /** The next message that the load balancer did not write for itself. */
    SipMessage receives() throws IOException {
        while (true) {
            SipMessage message = any(PATIENCE_MILLIS);
            if (!isOwn(message)) {
                return message;
            }
            sends(SipMessage.response(message, 200, "Alive"), lastSource);
        }
    }

    /** Takes messages up to the first probe, and answers that. */
    void answersAProbe() throws IOException {
        SipMessage message = any(PATIENCE_MILLIS);
        while (!message.callId().startsWith("probe-")) {
            message = any(PATIENCE_MILLIS);
        }
        sends(SipMessage.response(message, 200, "Alive"), lastSource);
    }

    /** The next notice of closed connections; unlike in {@link #receives} it is not answered. */
    SipMessage receivesNotice() throws IOException {
        while (true) {
            SipMessage message = any(PATIENCE_MILLIS);
            if (message.callId().startsWith("flow-")) {
                return message;
            }
        }
    }

    /** Nothing comes but the load balancer's own messages, for a fifth of a second. */
    boolean hearsNothing() throws IOException {
        try {
            while (true) {
                SipMessage message = any(200);
                if (!isOwn(message)) {
                    return false;
                }
            }
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** A probe, or the notice of a closed connection. */
    private static boolean isOwn(SipMessage message) {
        return message.callId().startsWith("probe-") || message.callId().startsWith("flow-");
    }

    /** Throws away what has come and still comes, until it is quiet. */
    void drains() throws IOException {
        socket.setSoTimeout(30);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            while (true) {
                socket.receive(packet);
            }
        } catch (SocketTimeoutException e) {
            packet.setLength(0);
        }
    }

    private SipMessage any(int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        lastSource = (InetSocketAddress) packet.getSocketAddress();
        return SipMessage.parse(packet.getData(), 0, packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }
}
