package io.tandem.sip.transport;

import java.net.InetSocketAddress;
import java.util.Arrays;

import io.tandem.net.DatagramReceiver;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpOptions;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/** SIP over one UDP socket (RFC 3261 §18). */
public final class UdpSipTransport implements SipTransport, AutoCloseable {

    /** Largest payload of a datagram. */
    private static final int MAX_BYTES = 65_507;
    /** Peers whose flow is kept. */
    private static final int RECENT = 256;

    private final EventLoop loop;
    private final MessageReceiver receiver;
    private final UdpSocket socket;
    private final TransportCounters counters = new TransportCounters();
    /** For messages sent on the loop thread. */
    private final byte[] outgoing = new byte[MAX_BYTES];

    /** Binds exactly this address; messages may come before the constructor returns.
     * @throws java.io.UncheckedIOException if the address cannot be bound */
    public UdpSipTransport(EventLoop loop, InetSocketAddress local, MessageReceiver receiver) {
        this(loop, local, receiver, UdpOptions.DEFAULT);
    }

    /** As above, with socket options. */
    public UdpSipTransport(EventLoop loop, InetSocketAddress local, MessageReceiver receiver, UdpOptions options) {
        this.loop = loop;
        this.receiver = receiver;
        this.socket = loop.bind(local, new Datagrams(), options);
    }

    /** The address it is bound to, with the port the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    public TransportCounters counters() {
        return counters;
    }

    @Override
    public void send(SipMessage message, Flow flow) {
        int length = message.writtenLength();
        if (length > MAX_BYTES) {
            throw new UnreachableFlowException(flow, "%d bytes do not fit a datagram".formatted(length));
        }
        byte[] bytes = loop.inLoop() ? outgoing : new byte[length];
        message.writeTo(bytes, 0);
        socket.send(bytes, 0, length, flow.remote());
        counters.sent.increment();
    }

    /** Sends two line ends, which peers ignore (RFC 3261 §7.5): keeps a NAT binding open. */
    public void sendKeepAlive(InetSocketAddress remote) {
        socket.send(new byte[] {'\r', '\n', '\r', '\n'}, 0, 4, remote);
    }

    @Override
    public void close() {
        socket.close();
    }

    private final class Datagrams implements DatagramReceiver {
        private final @Nullable Flow[] flows = new @Nullable Flow[RECENT];

        @Override
        public void onDatagram(UdpSocket from, byte[] data, int offset, int length, PeerAddress source) {
            if (isKeepAlive(data, offset, length)) {
                counters.keepAlives.increment();
                return;
            }
            Flow flow = flowFrom(from, source);
            SipMessage message;
            try {
                message = SipMessage.parse(data, offset, length);
            } catch (MalformedMessageException e) {
                counters.malformed.increment();
                receiver.onMalformed(Arrays.copyOfRange(data, offset, offset + length), flow, e);
                return;
            }
            counters.received.increment();
            receiver.onMessage(message, flow);
        }

        /** Finished transactions hold theirs: most messages come from a few peers, whose address is one object. */
        @SuppressWarnings("ReferenceEquality")
        private Flow flowFrom(UdpSocket from, PeerAddress source) {
            int slot = source.hashCode() & flows.length - 1;
            Flow known = flows[slot];
            if (known == null || known.remote() != source) {
                known = Flow.udp(from.localAddress(), source);
                flows[slot] = known;
            }
            return known;
        }

        /** Line ends, blanks and zeros (RFC 5626 §3.5.1 and what phones make of it), or the four octets some send. */
        private static boolean isKeepAlive(byte[] data, int offset, int length) {
            if (length <= 4) {
                return true;
            }
            if (data[offset] > ' ') {
                return false;
            }
            for (int i = offset; i < offset + length; i++) {
                if (data[i] < 0 || data[i] > ' ') {
                    return false;
                }
            }
            return true;
        }
    }
}
