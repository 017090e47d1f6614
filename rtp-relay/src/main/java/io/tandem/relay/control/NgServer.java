package io.tandem.relay.control;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;

import io.tandem.net.DatagramReceiver;
import io.tandem.net.EventLoop;
import io.tandem.net.Scheduler;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.MalformedNgException;
import io.tandem.relay.wire.NgDatagram;
import io.tandem.relay.wire.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ng protocol over UDP. The control loop's thread.
 *
 * <p>Commands run to their end one after the other, so the repeat of a command that still runs waits in the socket, and then finds its
 * reply.
 */
public final class NgServer implements DatagramReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(NgServer.class);

    private final NgCommands commands;
    private final Scheduler scheduler;
    private final ReplayCache replies;

    public NgServer(SessionTable sessions, MediaInterfaces interfaces, LearningMode defaultLearning, Scheduler scheduler,
            InstantSource clock) {
        this.scheduler = scheduler;
        this.replies = new ReplayCache(scheduler.nanoTime());
        this.commands = new NgCommands(sessions, interfaces, new OptionReader(defaultLearning), scheduler, clock);
    }

    /** Starts to listen. @throws java.io.UncheckedIOException if the address is not to be had */
    public UdpSocket listen(EventLoop loop, InetSocketAddress local) {
        return loop.bind(local, this);
    }

    @Override
    public void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
        reply(data, offset, length, source).ifPresent(bytes -> socket.send(bytes, 0, bytes.length, source));
    }

    /** Empty without cookie: nobody could match the reply. */
    Optional<byte[]> reply(byte[] data, int offset, int length, PeerAddress source) {
        Optional<NgDatagram> datagram = NgDatagram.parse(data, offset, length);
        if (datagram.isEmpty()) {
            LOG.warn("ng datagram of {} octets from {} has no cookie; dropped", length, source);
            return Optional.empty();
        }
        String cookie = datagram.get().cookie();
        String client = source.getAddress().getHostAddress() + " " + cookie; // two proxies may choose the same cookie
        Optional<byte[]> before = replies.get(client, scheduler.nanoTime());
        if (before.isPresent()) return before;
        byte[] reply = NgDatagram.write(cookie, run(datagram.get(), source));
        replies.put(client, reply, scheduler.nanoTime());
        return Optional.of(reply);
    }

    private byte[] run(NgDatagram datagram, InetSocketAddress source) {
        Encoding encoding = Encoding.of(datagram.data(), datagram.payloadOffset(), datagram.payloadLength());
        Value.Dictionary reply;
        try {
            reply = commands.run(encoding.decode(datagram.data(), datagram.payloadOffset(), datagram.payloadLength()));
        } catch (MalformedNgException e) {
            LOG.warn("ng command from {} refused: {}", source, e.reason());
            reply = NgCommands.error(e.reason());
        } catch (RuntimeException e) {
            LOG.error("ng command from {} failed", source, e);
            reply = NgCommands.error("Internal error");
        }
        return encoding.encode(reply);
    }
}
