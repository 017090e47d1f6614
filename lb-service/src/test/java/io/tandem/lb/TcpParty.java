package io.tandem.lb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

import io.tandem.sip.message.SipMessage;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A phone on a TCP connection. */
final class TcpParty implements AutoCloseable {

    private final Socket socket = new Socket();

    TcpParty(InetSocketAddress to) throws IOException {
        this("127.0.0.1", to);
    }

    /** @param from its own address */
    TcpParty(String from, InetSocketAddress to) throws IOException {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(to);
        socket.setSoTimeout(15_000);
    }

    int port() {
        return socket.getLocalPort();
    }

    void sends(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    void sends(SipMessage message) throws IOException {
        socket.getOutputStream().write(message.toBytes());
    }

    /** The next message, framed by its Content-Length. */
    SipMessage receives() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        while (!header.toString(UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("connection closed after: " + header.toString(UTF_8));
            }
            header.write(next);
        }
        String text = header.toString(UTF_8);
        int at = text.indexOf("Content-Length:") + "Content-Length:".length();
        header.write(in.readNBytes(Integer.parseInt(text.substring(at, text.indexOf('\r', at)).strip())));
        return SipMessage.parse(header.toByteArray());
    }

    /** Has the load balancer closed it, and said nothing more before? */
    boolean isCut() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
