package io.tandem.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

import io.tandem.net.peer.PeerAddress;

/** A socket of the java.nio engine. */
final class NioUdpSocket implements UdpSocket {

    private final LoopThread loop;
    private final NioEngine engine;
    private final DatagramChannel channel;
    private final PeerAddress localAddress;
    private final DatagramReceiver receiver;

    NioUdpSocket(LoopThread loop, NioEngine engine, DatagramChannel channel, PeerAddress localAddress, DatagramReceiver receiver) {
        this.loop = loop;
        this.engine = engine;
        this.channel = channel;
        this.localAddress = localAddress;
        this.receiver = receiver;
    }

    DatagramChannel channel() {
        return channel;
    }

    DatagramReceiver receiver() {
        return receiver;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public PeerAddress localAddress() {
        return localAddress;
    }

    @Override
    public void send(byte[] data, int offset, int length, InetSocketAddress target) {
        if (loop.inLoop()) {
            PeerAddress peer = loop.peers().get(target);
            EpollUdpSocket.check(localAddress, data, offset, length, peer);
            engine.send(this, data, offset, length, peer);
            return;
        }
        PeerAddress peer = PeerAddress.of(target);
        EpollUdpSocket.check(localAddress, data, offset, length, peer);
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        loop.execute(() -> engine.send(this, copy, 0, length, peer));
    }

    @Override
    public void close() {
        loop.onLoop(() -> {
            try {
                channel.close();
                engine.release();
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close UDP " + localAddress, e);
            }
        });
    }

    @Override
    public String toString() {
        return "UDP " + localAddress;
    }
}
