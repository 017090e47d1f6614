package io.tandem.e2e.pair;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.sip.message.SipMessage;

/** One address of phones: sends requests and repeats them until their final response (RFC 3261 §17.1.1.2, §17.1.2.2). One thread. */
final class Exchange {
    private static final long T1_NANOS = 500_000_000;
    private static final long T2_NANOS = 8 * T1_NANOS;
    private static final long PATIENCE_NANOS = 64 * T1_NANOS;

    private final DatagramChannel channel;
    private final InetSocketAddress proxy;
    private final Map<String, Pending> pending = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);

    /** @param answered with the final response; nobody hears of a request that got none */
    private record Pending(SipMessage message, Consumer<SipMessage> answered, long since, long due, long interval) {
        Pending unrepeated() { return new Pending(message, answered, since, Long.MAX_VALUE, 0); }
    }

    Exchange(String address, InetSocketAddress proxy) throws IOException {
        this.proxy = proxy;
        channel = DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 4_000_000).bind(new InetSocketAddress(address, 6060));
        channel.configureBlocking(false);
    }

    void request(SipMessage request, Consumer<SipMessage> answered) {
        long now = System.nanoTime();
        pending.put(key(request), new Pending(request, answered, now, now + T1_NANOS, T1_NANOS));
        send(request);
    }

    void send(SipMessage message) {
        try {
            channel.send(ByteBuffer.wrap(message.toBytes()), proxy);
        } catch (IOException nobodyHasTheAddress) {
            System.out.println("not sent: " + nobodyHasTheAddress.getMessage()); // lost, as it would be on any network
        }
    }

    /** Takes what has come and repeats what is due. @return whether anything came */
    boolean turn(Consumer<SipMessage> requests, Consumer<SipMessage> strayOks) throws IOException {
        boolean any = false;
        while (channel.receive(buffer.clear()) != null) {
            any = true;
            if (buffer.flip().remaining() < 20) continue; // keep-alive
            SipMessage message = SipMessage.parse(buffer.array(), 0, buffer.remaining());
            if (message.isRequest()) requests.accept(message);
            else if (message.status() >= 200) finished(message, strayOks);
            else pending.computeIfPresent(key(message), (_, old) -> isInvite(old) ? old.unrepeated() : old);
        }
        repeat(System.nanoTime());
        return any;
    }

    private void finished(SipMessage response, Consumer<SipMessage> strayOks) {
        Optional<Pending> sent = Optional.ofNullable(pending.remove(key(response)));
        if (sent.isPresent()) sent.get().answered().accept(response);
        else if (response.cSeqMethod().equals("INVITE") && response.status() == 200) strayOks.accept(response);
    }

    private void repeat(long now) {
        pending.values().removeIf(each -> now - each.since() > PATIENCE_NANOS);
        pending.replaceAll((_, each) -> {
            if (each.due() == Long.MAX_VALUE || now - each.due() < 0) return each;
            long next = isInvite(each) ? 2 * each.interval() : Math.min(2 * each.interval(), T2_NANOS);
            send(each.message());
            return new Pending(each.message(), each.answered(), each.since(), now + next, next);
        });
    }

    private static boolean isInvite(Pending each) { return each.message().method().equals("INVITE"); }

    private static String key(SipMessage message) { return message.callId() + message.cSeq() + message.cSeqMethod() + message.topVia().branch(); }
}
