package io.tandem.proxy.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tandem.sip.message.SipMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** A SIP element on a loopback socket that does what the test says. */
final class UdpParty implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5000;
    private static final String GREETING = "greeting-";

    private final DatagramSocket socket;
    private final List<SipMessage> seen = new ArrayList<>();
    private int branches;

    UdpParty() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (SocketException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    String newVia() {
        return "SIP/2.0/UDP " + address() + ";branch=z9hG4bK-" + socket.getLocalPort() + "-" + ++branches + "-" + System.nanoTime();
    }

    void sends(SipMessage message, InetSocketAddress to) {
        byte[] bytes = message.toBytes();
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A proxy that has begun says so. */
    SipMessage expectsGreeting() {
        SipMessage message = receive();
        assertThat(message.callId()).startsWith(GREETING);
        return message;
    }

    /** The next message that is no 100, no greeting and was not seen yet is this request method or status. */
    SipMessage expects(Object methodOrStatus) {
        while (true) {
            SipMessage message = receive();
            boolean repeated = seen.stream().anyMatch(old -> Arrays.equals(old.toBytes(), message.toBytes()));
            if (message.status() != 100 && !repeated && !message.callId().startsWith(GREETING)) {
                seen.add(message);
                assertThat(message.isRequest() ? message.method() : (Object) message.status()).as("%s", message).isEqualTo(methodOrStatus);
                return message;
            }
        }
    }

    private SipMessage receive() {
        byte[] buffer = new byte[65_535];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.receive(packet);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return SipMessage.parse(buffer, 0, packet.getLength());
    }

    @Override public void close() {
        socket.close();
    }
}
