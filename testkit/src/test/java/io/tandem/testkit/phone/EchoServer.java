package io.tandem.testkit.phone;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Answers each SIP message of a connection: over a plain or TLS stream, or as a bare WebSocket server (RFC 6455, no fragments). */
final class EchoServer implements AutoCloseable {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket listener;
    private final boolean webSocket;
    private final UnaryOperator<byte[]> answer;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    EchoServer(ServerSocket listener, boolean webSocket, UnaryOperator<byte[]> answer) throws IOException {
        this.listener = listener;
        this.webSocket = webSocket;
        this.answer = answer;
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket; InputStream in = new BufferedInputStream(socket.getInputStream())) {
            if (webSocket) {
                frames(new DataInputStream(in), socket.getOutputStream());
            } else {
                messages(in, socket.getOutputStream());
            }
        } catch (IOException e) {
            connections.remove(socket); // the party has gone
        }
    }

    /** Without bodies. A blank line before a message is answered with one (RFC 5626 §3.5.1). */
    private void messages(InputStream in, OutputStream out) throws IOException {
        StringBuilder message = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            message.append((char) octet);
            if (message.toString().equals("\r\n\r\n")) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                message.setLength(0);
            } else if (message.toString().endsWith("\r\n\r\n")) {
                out.write(answer.apply(message.toString().getBytes(StandardCharsets.ISO_8859_1)));
                message.setLength(0);
            }
        }
    }

    private void frames(DataInputStream in, OutputStream out) throws IOException {
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\nSec-WebSocket-Accept: "
            + accept(key(in)) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte() & 0x7F;
            byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
            byte[] mask = in.readNBytes(4);
            in.readFully(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            byte[] reply = opcode == 9 ? payload : answer.apply(payload);
            byte first = (byte) (0x80 | (opcode == 9 ? 10 : opcode));
            out.write(reply.length < 126 ? new byte[] {first, (byte) reply.length} : new byte[] {first, 126, (byte) (reply.length >> 8), (byte) reply.length});
            out.write(reply);
        }
    }

    private static String key(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString().lines().filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")).findFirst().orElseThrow()
            .substring(18).strip();
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes connections, too. */
    @Override public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
