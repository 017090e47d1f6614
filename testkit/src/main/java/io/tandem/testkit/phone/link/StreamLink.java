package io.tandem.testkit.phone.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIP over one TCP or TLS connection, framed by Content-Length (RFC 3261 §18.3). Blank lines between messages are counted, not passed on. */
public final class StreamLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(StreamLink.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final Socket socket;
    private final String protocol;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<Consumer<byte[]>> receiver = new AtomicReference<>(_ -> { });
    private final Semaphore blankLines = new Semaphore(0);

    private StreamLink(Socket socket, String protocol) {
        this.socket = socket;
        this.protocol = protocol;
    }

    public static StreamLink tcp(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server, (int) CONNECT_LIMIT.toMillis());
        return started(socket, "TCP");
    }

    /** @param local address that the connection comes from */
    public static StreamLink tcp(InetAddress local, InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(local, 0));
        socket.connect(server, (int) CONNECT_LIMIT.toMillis());
        return started(socket, "TCP");
    }

    /**
     * Connects, shakes hands and has the certificate checked against the context and the server name, or the address if none is given.
     * @param serverName sent as SNI (RFC 6066 §3)
     */
    public static StreamLink tls(InetSocketAddress server, SSLContext context, Optional<String> serverName) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(server, (int) CONNECT_LIMIT.toMillis());
            String host = serverName.orElse(server.getAddress().getHostAddress());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, server.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");            // SAN against host, as RFC 5922 §7 has it
            serverName.ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
            socket.setSSLParameters(parameters);
            socket.setSoTimeout((int) CONNECT_LIMIT.toMillis());
            socket.startHandshake();
            socket.setSoTimeout(0);
            return started(socket, "TLS");
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static StreamLink started(Socket socket, String protocol) throws IOException {
        socket.setTcpNoDelay(true);
        StreamLink link = new StreamLink(socket, protocol);
        Thread.ofVirtual().name("link-" + protocol).start(link::read);
        return link;
    }

    private void read() {
        try (InputStream in = socket.getInputStream()) {
            StreamMessages messages = new StreamMessages(in, blankLines::release);
            Optional<byte[]> message = messages.next();
            while (message.isPresent()) {
                receiver.get().accept(message.get());
                message = messages.next();
            }
        } catch (IOException e) {
            LOG.trace("the link has ended", e); // awaitClosed tells
        } finally {
            close();
            closed.countDown();
        }
    }

    @Override public String protocol() {
        return protocol;
    }

    @Override public String sentBy() {
        return UdpLink.written((InetSocketAddress) socket.getLocalSocketAddress());
    }

    @Override public void onMessage(Consumer<byte[]> consumer) {
        receiver.set(consumer);
    }

    @Override public void send(byte[] message) throws IOException {
        synchronized (socket) {
            socket.getOutputStream().write(message);
            socket.getOutputStream().flush();
        }
    }

    /** Waits for the next blank line: the other side's keep-alive, or its answer to ours (RFC 5626 §3.5.1). @return false if none came */
    public boolean awaitBlankLine(Duration limit) throws InterruptedException {
        return blankLines.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The certificate shown by the other side; empty over TCP. */
    public Optional<X509Certificate> peerCertificate() throws IOException {
        return socket instanceof SSLSocket tls && tls.getSession().getPeerCertificates()[0] instanceof X509Certificate shown
                ? Optional.of(shown) : Optional.empty();
    }

    @Override public boolean awaitClosed(Duration limit) throws InterruptedException {
        return closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + socket, e);
        }
    }
}
