package io.tandem.provisioning.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST to an address that was checked before: the JDK's client would look the name up once more and might get another address. Reads the status
 * of the answer only, follows no redirect.
 */
final class HttpPost {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_STATUS_LINE = 512;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

    private final boolean privateTargets;

    HttpPost(boolean privateTargets) {
        this.privateTargets = privateTargets;
    }

    /** @return status of the answer */
    int send(Target target, String body, Map<String, String> headers) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(target.address(privateTargets), target.port()), (int) PATIENCE.toMillis());
            plain.setSoTimeout((int) PATIENCE.toMillis());
            if (!target.tls()) {
                return exchange(plain, target, body, headers, deadline);
            }
            try (SSLSocket tls = secured(plain, target)) {
                return exchange(tls, target, body, headers, deadline);
            }
        }
    }

    private static SSLSocket secured(Socket plain, Target target) throws IOException {
        SSLSocket tls = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return tls;
    }

    private static int exchange(Socket socket, Target target, String body, Map<String, String> headers, long deadline) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST " + target.path() + " HTTP/1.1\r\nHost: " + target.host() + ":" + target.port()
            + "\r\nContent-Type: application/json\r\nContent-Length: " + content.length + "\r\nConnection: close\r\nUser-Agent: Tandem\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        OutputStream out = socket.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.flush();
        return status(socket.getInputStream(), deadline);
    }

    private static int status(InputStream in, long deadline) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.length() < MAX_STATUS_LINE) {
            line.append((char) next);
            if (System.nanoTime() - deadline > 0) {
                throw new SocketTimeoutException("no answer within " + PATIENCE.toSeconds() + " s");
            }
            next = in.read();
        }
        Matcher matcher = STATUS_LINE.matcher(line.toString().strip());
        if (!matcher.matches()) {
            throw new IOException("the answer is no HTTP/1.1");
        }
        return Integer.parseInt(matcher.group(1));
    }
}
