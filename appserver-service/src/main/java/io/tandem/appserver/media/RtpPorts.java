package io.tandem.appserver.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.tandem.net.DatagramReceiver;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpOptions;
import io.tandem.net.UdpSocket;

/** Hands out RTP sockets, each on the next even port, so that a freed one rests as long as possible. Loop thread. */
public final class RtpPorts implements RtpSockets {
    private static final int RECEIVE_BUFFER = 64 << 10;

    private final EventLoop loop;
    private final MediaProperties range;
    private final InetAddress address;
    private final UdpOptions options;
    private final int pairs;
    private int next;

    /** @throws IllegalArgumentException if the address of the range is no literal */
    public RtpPorts(EventLoop loop, MediaProperties range) {
        this.loop = loop;
        this.range = range;
        this.address = InetAddress.ofLiteral(range.address());
        this.options = UdpOptions.DEFAULT.withTrafficClass(range.trafficClass()).withReceiveBufferBytes(RECEIVE_BUFFER);
        this.pairs = (range.lastPort() + 1) / 2 - (range.firstPort() + 1) / 2;
    }

    @Override
    public UdpSocket open(DatagramReceiver receiver) {
        int firstEven = (range.firstPort() + 1) / 2 * 2;
        UncheckedIOException lastFailure = new UncheckedIOException(new IOException("range holds no even port"));
        for (int tried = 0; tried < pairs; tried++) {
            int port = firstEven + 2 * next;
            next = (next + 1) % pairs;
            try {
                return loop.bind(new InetSocketAddress(address, port), receiver, options);
            } catch (UncheckedIOException e) {
                lastFailure = e;               // another process, or another call of ours, has it: try the next
            }
        }
        throw new NoFreePortException(range, lastFailure);
    }
}
