package io.tandem.e2e.pair;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.sip.message.SipMessage;

/** One phone's media in a call: PCMA, a packet every 20 ms, and the longest silence between two packets that come. One thread. */
final class Media implements AutoCloseable {
    static final long EVERY_NANOS = 20_000_000;
    private final DatagramChannel channel;
    private final String address;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(172);
    private final ByteBuffer heard = ByteBuffer.allocateDirect(2048);
    private Optional<InetSocketAddress> target = Optional.empty();
    private long next;
    private short sequence;
    private int timestamp;
    private long first;
    private long last;
    private long longest;
    private long received;

    /** Of who asks by {@link #turn}. */
    Media(String address) throws IOException {
        this.address = address;
        channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        channel.configureBlocking(false);
        packet.put(0, (byte) 0x80).put(1, (byte) 8).putInt(8, System.identityHashCode(this));
        for (int i = 12; i < 172; i++) packet.put(i, (byte) 0xD5);
    }

    /** @param selector tells when {@link #receive} has something to do; the key's attachment is this */
    Media(String address, Selector selector) throws IOException {
        this(address);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    String description() throws IOException {
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        return "v=0\r\no=- 1 1 IN IP4 %1$s\r\ns=-\r\nc=IN IP4 %1$s\r\nt=0 0\r\nm=audio %2$d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n".formatted(address, port);
    }

    /** Sends to what the other side's description says, from {@code at} on. */
    void talksTo(SipMessage message, long at) {
        String[] lines = new String(message.body()).split("\r\n");
        String host = "";
        int port = 0;
        for (String line : lines) {
            if (line.startsWith("c=IN IP4 ")) host = line.substring(9).strip();
            if (line.startsWith("m=audio ")) port = Integer.parseInt(line.split(" ")[1]);
        }
        if (port == 0) throw new IllegalArgumentException("no audio in\n" + message);
        target = Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        next = at;
    }

    /** Sends what is due and takes what has come. @return whether anything came */
    boolean turn(long now) throws IOException {
        long before = received;
        send(now);
        receive(now);
        return received != before;
    }

    /** Sends what is due. */
    void send(long now) throws IOException {
        if (target.isEmpty() || now - next < 0) return;
        next += EVERY_NANOS;
        if (now - next > 5 * EVERY_NANOS) next = now; // the machine stood still: no burst
        packet.clear().putShort(2, sequence++).putInt(4, timestamp);
        timestamp += 160;
        send(target.get());
    }

    /** Takes what has come. */
    void receive(long now) throws IOException {
        while (channel.receive(heard.clear()) != null) {
            if (target.isEmpty()) continue; // before the answer: nobody listens
            if (first == 0) {
                first = now;
            } else {
                longest = Math.max(longest, now - last);
            }
            last = now;
            received++;
        }
    }

    private void send(InetSocketAddress to) throws IOException {
        try {
            channel.send(packet, to);
        } catch (java.net.ConnectException | java.net.NoRouteToHostException nobodyHasTheAddress) {
            packet.clear(); // lost, as it would be on any network
        }
    }

    /** Silences are counted from now on. */
    void mark(long now) {
        longest = 0;
        received = 0;
        if (first != 0) last = Math.max(last, now - EVERY_NANOS);
    }

    /** @return milliseconds of the longest silence since the mark, one that lasts included; without the time before the first packet */
    long gapMillis(long now) { return first == 0 ? 0 : Math.max(longest, now - last) / 1_000_000; }

    /** @return milliseconds from then to the first packet; 0 if that came before, and empty if none has come */
    OptionalLong firstAfterMillis(long since) { return first == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, first - since) / 1_000_000); }

    long received() { return received; }

    @Override public void close() throws IOException { channel.close(); }
}
