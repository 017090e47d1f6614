package io.tandem.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.MalformedNgException;
import io.tandem.relay.wire.NgDatagram;
import io.tandem.relay.wire.Value;

/** A client of the ng protocol as an SIP proxy has one: a cookie a command, sent again if no reply comes in two seconds. */
final class NgClient implements AutoCloseable {
    private static final int TRIES = 3;

    private final DatagramSocket socket;
    private final Encoding encoding;
    private int cookie;

    NgClient(InetSocketAddress relay, Encoding encoding) throws IOException {
        this.encoding = encoding;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        socket.connect(relay);
        socket.setSoTimeout(5000);
    }

    Value.Dictionary command(Value.Builder command) {
        byte[] reply = exchange(NgDatagram.write("c_" + cookie++, encoding.encode(command.build())));
        NgDatagram datagram = NgDatagram.parse(reply, 0, reply.length).orElseThrow();
        try {
            return encoding.decode(reply, datagram.payloadOffset(), datagram.payloadLength());
        } catch (MalformedNgException e) {
            throw new AssertionError("reply in the wrong encoding: " + new String(reply, StandardCharsets.ISO_8859_1), e);
        }
    }

    String raw(String datagram) {
        return new String(exchange(datagram.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    private byte[] exchange(byte[] request) {
        try {
            return exchange(request, TRIES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] exchange(byte[] request, int tries) throws IOException {
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket reply = new DatagramPacket(new byte[65_536], 65_536);
        try {
            socket.receive(reply);
            return Arrays.copyOf(reply.getData(), reply.getLength());
        } catch (SocketTimeoutException e) {
            if (tries == 1) throw e;
            return exchange(request, tries - 1);
        }
    }

    static Value.Builder named(String command) {
        return Value.Dictionary.with("command", command);
    }

    Value.Dictionary offer(String callId, String from, String sdp) {
        return command(named("offer").put("call-id", callId).put("from-tag", from).put("sdp", sdp));
    }

    Value.Dictionary answer(String callId, String from, String to, String sdp) {
        return command(named("answer").put("call-id", callId).put("from-tag", from).put("to-tag", to).put("sdp", sdp));
    }

    Value.Dictionary delete(String callId) {
        return command(named("delete").put("call-id", callId).put("delete-delay", 0));
    }

    @Override
    public void close() {
        socket.close();
    }
}
