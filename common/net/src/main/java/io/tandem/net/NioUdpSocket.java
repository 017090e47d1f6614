package io.tandem.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/** A socket of the java.nio engine. */
final class NioUdpSocket implements UdpSocket {

    private final LoopThread loop;
    private final NioEngine engine;
    private final DatagramChannel channel;
    private final InetSocketAddress localAddress;
    private final DatagramReceiver receiver;

    NioUdpSocket(LoopThread loop, NioEngine engine, DatagramChannel channel, InetSocketAddress localAddress, DatagramReceiver receiver) {
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
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void send(byte[] data, int offset, int length, InetSocketAddress target) {
        EpollUdpSocket.check(localAddress, data, offset, length, target);
        if (!loop.inLoop()) {
            byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
            loop.execute(() -> engine.send(this, copy, 0, length, target));
            return;
        }
        engine.send(this, data, offset, length, target);
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
