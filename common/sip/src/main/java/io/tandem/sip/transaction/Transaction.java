package io.tandem.sip.transaction;

import java.util.List;

import io.tandem.net.Scheduler.Timeout;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Protocol;

/** What the four machines share: a place in the table, a flow, and two timers, one that repeats and one that ends. Loop thread only. */
abstract sealed class Transaction permits InviteClient, InviteServer, NonInviteClient, NonInviteServer {
    /** What a machine does about one event: the next state, then the actions in order. */
    record Step<S, A>(S next, List<A> actions) {
        @SafeVarargs
        @SuppressWarnings("varargs") // only read
        static <S, A> Step<S, A> go(S next, A... actions) {
            return new Step<>(next, List.of(actions));
        }
    }

    /** Listens to a transaction that lives on for retransmissions only, in place of whoever has heard its final response. */
    enum Nobody implements ClientTransactionListener {
        LISTENS;

        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            throw new IllegalStateException("a response after the final one");
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            throw new IllegalStateException("a timeout after the final response");
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            throw new IllegalStateException("an error after the final response", cause);
        }
    }

    private static final Timeout NOT_RUNNING = () -> false;

    final TransactionLayer layer;
    final TransactionKey key;
    /** Where our messages of this transaction go. */
    final Flow flow;
    private Timeout repeating = NOT_RUNNING;
    private Timeout ending = NOT_RUNNING;
    private boolean settled;

    Transaction(TransactionLayer layer, TransactionKey key, Flow flow) {
        this.layer = layer;
        this.key = key;
        this.flow = flow;
    }

    boolean isReliable() {
        return flow.protocol() != Protocol.UDP;
    }

    TransactionTimers timers() {
        return layer.timers();
    }

    /** Starts timer A, E or G, or the wait for a 100. */
    void repeatAfter(long nanos, Runnable task) {
        repeating.cancel();
        repeating = layer.scheduler().schedule(nanos, task);
    }

    /** Starts timer D, I, J, K, L or M, once: all is said, only what is repeated is still awaited. */
    void lingerFor(long nanos, Runnable task) {
        settled = true;
        layer.settled();
        endAfter(nanos, task);
    }

    boolean isSettled() {
        return settled;
    }

    /** Starts timer B, C, F or H, or that of {@link #lingerFor}: only the one that the state waits for runs. */
    void endAfter(long nanos, Runnable task) {
        ending.cancel();
        if (nanos == 0) {
            ending = NOT_RUNNING;
            task.run();
        } else {
            ending = layer.scheduler().schedule(nanos, task);
        }
    }

    void stopRepeating() {
        repeating.cancel();
        repeating = NOT_RUNNING;
    }

    /** Leaves the table; the timers with it. */
    void remove() {
        stopRepeating();
        ending.cancel();
        ending = NOT_RUNNING;
        layer.forget(this);
    }

    /** Sends what was sent before, from the bytes that were kept. */
    void resend(byte[] sent) {
        if (sent.length == 0) return;
        layer.statistics().retransmissionsSent.increment();
        layer.transmit(SipMessage.parse(sent), flow);
    }
}
