package io.tandem.testkit.phone.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a JAIN-SIP stack, which speaks UDP to it, and a link. To the switch it looks like one phone at the link's end: requests of
 * the phone leave with the link's protocol and address in their only Via. Repetitions of requests, which UDP needs and the link does not,
 * end here.
 */
public final class LinkBridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkBridge.class);
    private static final int LARGEST = 65_535;
    private static final int REMEMBERED = 512;

    private final Link link;
    private final DatagramSocket inner;
    private final ViaLines vias;
    private volatile Optional<InetSocketAddress> phone = Optional.empty();
    private final Map<String, Boolean> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    public LinkBridge(Link link) throws IOException {
        this.link = link;
        this.inner = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        this.vias = new ViaLines(link.protocol(), link.sentBy(), "127.0.0.1:" + inner.getLocalPort());
        link.onMessage(this::fromSwitch);
        Thread.ofVirtual().name("link-bridge").start(this::serve);
    }

    /** Tells where the phone's stack listens; nothing reaches it before. */
    public void serves(InetSocketAddress stack) {
        phone = Optional.of(stack);
    }

    /** The phone's outbound proxy. */
    public InetSocketAddress address() {
        return (InetSocketAddress) inner.getLocalSocketAddress();
    }

    public Link link() {
        return link;
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!inner.isClosed()) {
            try {
                packet.setLength(LARGEST);
                inner.receive(packet);
                fromPhone(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            } catch (SocketException closed) {
                LOG.trace("bridge closed", closed);
            } catch (IOException e) {
                LOG.debug("the link took no message", e);       // the phone's transaction times out, as it would
            }
        }
    }

    private void fromPhone(String message) throws IOException {
        if (message.isBlank()) {
            return;
        }
        boolean response = message.startsWith("SIP/2.0 ");
        if (response || !isRepeated(message)) {
            link.send((response ? vias.withoutFirst(message) : vias.outwards(message)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** ACK is as often as its response; anything else with the same branch is the same request (RFC 3261 §17.1.3). */
    private boolean isRepeated(String request) {
        String method = request.substring(0, Math.max(0, request.indexOf(' ')));
        return !method.equals("ACK") && sent.put(method + ' ' + ViaLines.branch(request), true) != null;
    }

    private void fromSwitch(byte[] octets) {
        String message = new String(octets, StandardCharsets.UTF_8);
        phone.ifPresent(to -> {
            String inwards = message.startsWith("SIP/2.0 ") ? vias.inwards(message, UdpLink.written(to)) : vias.withOwn(message);
            byte[] bytes = inwards.getBytes(StandardCharsets.UTF_8);
            try {
                inner.send(new DatagramPacket(bytes, bytes.length, to));
            } catch (IOException e) {
                LOG.debug("the phone is closed", e);
            }
        });
    }

    /** Closes the link, too. */
    @Override public void close() {
        inner.close();
        link.close();
    }
}
