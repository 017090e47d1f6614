package io.tandem.e2e.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tandem.testkit.phone.link.Link;
import io.tandem.testkit.phone.link.UdpLink;

import static org.assertj.core.api.Assertions.assertThat;

/** Says what it is told to say, octet by octet, and keeps what comes back. */
record RawParty(Link link, BlockingQueue<String> received) implements AutoCloseable {
    static final InetSocketAddress LB = new InetSocketAddress("127.0.0.1", 5060);
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static RawParty on(Link link) {
        RawParty party = new RawParty(link, new LinkedBlockingQueue<>());
        link.onMessage(octets -> party.received.add(new String(octets, StandardCharsets.UTF_8)));
        return party;
    }

    static RawParty udp(String localAddress) throws IOException {
        return on(UdpLink.open(InetAddress.getByName(localAddress), LB));
    }

    void send(String message) throws IOException {
        link.send(message.getBytes(StandardCharsets.UTF_8));
    }

    /** A request without body and without credentials, with whatever headers are given beside the usual ones. */
    static String request(Link link, String method, String uri, String from, String to, String... headers) {
        long unique = System.nanoTime();
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/" + link.protocol() + " " + link.sentBy() + ";rport;branch=z9hG4bK" + unique + "\r\n"
            + "From: <" + from + ">;tag=" + unique + "\r\nTo: <" + to + ">\r\nCall-ID: raw-" + unique + "\r\nCSeq: 1 " + method + "\r\nMax-Forwards: 70\r\n"
            + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "Content-Length: 0\r\n\r\n";
    }

    /** The next message that comes. */
    String await() throws InterruptedException {
        return poll(PATIENCE).orElseThrow(() -> new AssertionError("nothing came to " + link.sentBy() + " within " + PATIENCE));
    }

    /** The next message but a 100. */
    String awaitReply() throws InterruptedException {
        String message = await();
        return message.startsWith("SIP/2.0 100 ") ? await() : message;
    }

    Optional<String> poll(Duration limit) throws InterruptedException {
        return Optional.ofNullable(received.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
    }

    void assertSilence(Duration howLong) throws InterruptedException {
        assertThat(poll(howLong)).as("answers to " + link.sentBy()).isEmpty();
    }

    @Override public void close() {
        link.close();
    }
}
