package io.tandem.b2bua;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tandem.b2bua.call.CallServer;
import io.tandem.b2bua.call.CallSettings;
import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.message.Tokens;
import io.tandem.b2bua.outlet.ListenProperties;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.replica.CallReplica;
import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.b2bua.thirdparty.TextMessage;
import io.tandem.b2bua.timer.LoopDelay;
import io.tandem.net.EventLoop;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.LoopCall;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transaction.TransactionUser;
import io.tandem.sip.transport.UdpSipTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event loop, socket, transactions and calls put together. Any thread. */
public final class SipServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipServer.class);
    private static final long DRAIN_MILLIS = 2_000;
    private static final long POLL_MILLIS = 20;
    private static final Duration DIAL_PATIENCE = Duration.ofSeconds(1);

    /** Makes the store of established calls. */
    @FunctionalInterface
    public interface Replicas {
        /** @param sentBy address and port of this B2BUA */
        CallReplica on(EventLoop loop, String sentBy);
    }

    private final EventLoop loop = EventLoop.open("b2bua");
    private final LoopDelay loopDelay = new LoopDelay(loop);
    private final LateReceiver receiver = new LateReceiver();
    private final UdpSipTransport transport;
    private final TransactionLayer transactions;
    private final CallServer calls;

    /** Binds the address; {@link #role} says whether it serves.
     * @param replicas makes the store of established calls
     * @throws java.io.UncheckedIOException if the address cannot be bound */
    public SipServer(ListenProperties listen, IdentityProperties identity, MethodProperties methods, CallSettings settings,
                     Replicas replicas) {
        transport = new UdpSipTransport(loop, listen.socket(), receiver);
        String sentBy = hostPort(transport.localAddress());
        var made = new CompletableFuture<TransactionLayer>();
        calls = new CallServer(user -> outlet(user, sentBy, made), new Messages("<sip:" + sentBy + ";transport=udp>", identity, methods),
            new Tokens(new SecureRandom()), settings, replicas.on(loop, sentBy), loopDelay::standing);
        transactions = made.join();
        loop.execute(() -> receiver.open(transactions));
    }

    /** This node is active, or it is not. Any thread. */
    public void role(boolean active) {
        loop.execute(active ? calls::serve : calls::standBy);
    }

    /** Begins a call that nobody dialled. Any thread but the loop's.
     * @return completes with the first news of the subscriber's phones
     * @throws ControlFault if the loop is too busy */
    public CompletableFuture<DialProgress> dial(DialRequest request) throws ControlFault {
        return new LoopCall(loop, DIAL_PATIENCE).call(() -> calls.dial(request));
    }

    /** Sends a text message for a subscriber. Any thread but the loop's.
     * @return completes with the final response
     * @throws ControlFault if the loop is too busy */
    public CompletableFuture<TextMessage.Answer> send(TextMessage message) throws ControlFault {
        return new LoopCall(loop, DIAL_PATIENCE).call(() -> calls.send(message));
    }

    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    public int calls() {
        return calls.calls();
    }

    public int transactions() {
        return transactions.size();
    }

    public LoopDelay loopDelay() {
        return loopDelay;
    }

    public TransactionLayer transactionLayer() {
        return transactions;
    }

    /** Refuses new calls, leaves those that are up to the other node of a pair or hangs them up, ends those being set up, and waits a moment for the
     * answers; then closes socket and loop. */
    @Override public void close() {
        loop.execute(calls::drain);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        try {
            do {
                Thread.sleep(POLL_MILLIS);
            } while (calls.calls() > 0 && System.nanoTime() < deadline);
            Thread.sleep(POLL_MILLIS); // the store hears of the last ones within 10 ms
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (calls.calls() > 0) LOG.warn("stopped with {} calls whose parties did not answer their BYE within {} ms", calls.calls(), DRAIN_MILLIS);
        loop.close();
    }

    private Outlet outlet(TransactionUser user, String sentBy, CompletableFuture<TransactionLayer> made) {
        made.complete(new TransactionLayer(transport, loop, user, TransactionTimers.rfc3261(), sentBy));
        return new Outlet(made.join(), loop, transport.localAddress());
    }

    private static String hostPort(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        String host = address.getAddress().length == 16 ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        return host + ":" + socket.getPort();
    }
}
