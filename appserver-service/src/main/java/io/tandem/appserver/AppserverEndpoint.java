package io.tandem.appserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

import io.tandem.appserver.media.MediaProperties;
import io.tandem.appserver.media.RtpPorts;
import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.CallServer;
import io.tandem.appserver.session.SessionProperties;
import io.tandem.net.EventLoop;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;
import io.tandem.sip.transport.UdpSipTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event loop, SIP socket, transactions and calls of a running app server. */
final class AppserverEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppserverEndpoint.class);

    private final EventLoop loop = EventLoop.open("appserver");
    private final SessionProperties session;
    private final CallServer calls;
    private final CompletableFuture<Sip> sip = new CompletableFuture<>();

    private record Sip(UdpSipTransport transport, TransactionLayer layer) {}

    /** Hands on what comes in before its receiver exists: nothing, since both are made in one task of the loop. */
    private static final class LateReceiver implements MessageReceiver {
        private Optional<MessageReceiver> receiver = Optional.empty();

        @Override
        public void onMessage(SipMessage message, Flow flow) {
            receiver.ifPresent(r -> r.onMessage(message, flow));
        }

        @Override
        public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
            receiver.ifPresent(r -> r.onMalformed(data, flow, why));
        }
    }

    AppserverEndpoint(SessionProperties session, MediaProperties media, List<Application> applications) {
        this.session = session;
        this.calls = new CallServer(loop, new RtpPorts(loop, media), session, applications);
    }

    /** Binds the socket; calls are answered from now on.
     * @throws IllegalStateException if it cannot be bound */
    void start() {
        loop.execute(() -> {
            try {
                sip.complete(open());
            } catch (RuntimeException e) {
                sip.completeExceptionally(e);
            }
        });
        try {
            LOG.info("app server answers on UDP {}", sip.get().transport().localAddress());
        } catch (ExecutionException e) {
            throw new IllegalStateException("app server cannot listen on UDP %s:%d; set tandem.appserver.session.address and port"
                    .formatted(session.address(), session.port()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while binding the SIP socket", e);
        }
    }

    private Sip open() {
        LateReceiver receiver = new LateReceiver();
        InetSocketAddress wanted = new InetSocketAddress(InetAddress.ofLiteral(session.address()), session.port());
        UdpSipTransport transport = new UdpSipTransport(loop, wanted, receiver);
        InetSocketAddress local = transport.localAddress();
        TransactionLayer layer = new TransactionLayer(transport, loop, calls, TransactionTimers.rfc3261(),
                local.getAddress().getHostAddress() + ":" + local.getPort());
        calls.connect(layer, local);
        receiver.receiver = Optional.of(layer);
        return new Sip(transport, layer);
    }

    /** Where it listens; only after {@link #start}. */
    InetSocketAddress localAddress() {
        return sip.join().transport().localAddress();
    }

    int calls() {
        return calls.calls();
    }

    int transactions() {
        return ofLayer(TransactionLayer::size);
    }

    /** Those that wait for more than repeated messages. */
    int pendingTransactions() {
        return ofLayer(TransactionLayer::pending);
    }

    private int ofLayer(ToIntFunction<TransactionLayer> count) {
        return sip.isDone() && !sip.isCompletedExceptionally() ? count.applyAsInt(sip.join().layer()) : 0;
    }

    /** Ends calls, waits for their messages to be stored, closes everything. */
    @Override
    public void close() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        loop.execute(() -> calls.stop().whenComplete((_, _) -> idle.complete(null)));
        try {
            idle.get(session.stopGrace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.error("{} calls did not end within {}; messages being stored may be lost", calls.calls(), session.stopGrace());
        } catch (ExecutionException e) {
            LOG.error("calls could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
