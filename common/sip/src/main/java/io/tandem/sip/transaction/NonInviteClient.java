package io.tandem.sip.transaction;

import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** Non-INVITE client transaction (RFC 3261 §17.1.2). */
final class NonInviteClient extends Transaction implements ClientTransaction {
    enum State { TRYING, PROCEEDING, COMPLETED, TERMINATED }

    enum Event { PROVISIONAL, FINAL, SEND_FAILED, TIMER_E, TIMER_F, TIMER_K }

    enum Action { TELL, RESEND, STOP_E, START_E, START_K, TELL_TIMEOUT, TELL_ERROR, REMOVE }

    private Optional<SipMessage> request;
    private ClientTransactionListener listener;
    private State state = State.TRYING;
    private long intervalNanos;

    NonInviteClient(TransactionLayer layer, TransactionKey key, SipMessage request, Flow target, ClientTransactionListener listener) {
        super(layer, key, target);
        this.request = Optional.of(request);
        this.listener = listener;
    }

    /** Sends the request and starts timers E and F. */
    void start() {
        endAfter(timers().timeoutNanos(), () -> fire(Event.TIMER_F));
        startE();
        layer.transmit(request(), flow).ifPresent(failure -> layer.scheduler().execute(() -> sendFailed(failure)));
    }

    static Step<State, Action> on(State state, Event event) {
        return switch (state) {
            case TRYING, PROCEEDING -> switch (event) {
                case PROVISIONAL -> Step.go(State.PROCEEDING, Action.TELL);
                case FINAL       -> Step.go(State.COMPLETED, Action.STOP_E, Action.START_K, Action.TELL);
                case SEND_FAILED -> Step.go(State.TERMINATED, Action.REMOVE, Action.TELL_ERROR);
                case TIMER_E     -> Step.go(state, Action.START_E, Action.RESEND);
                case TIMER_F     -> Step.go(State.TERMINATED, Action.REMOVE, Action.TELL_TIMEOUT);
                case TIMER_K     -> Step.go(state);
            };
            case COMPLETED -> switch (event) {
                case TIMER_K -> Step.go(State.TERMINATED, Action.REMOVE);
                case PROVISIONAL, FINAL, SEND_FAILED, TIMER_E, TIMER_F -> Step.go(state);
            };
            case TERMINATED -> Step.go(state);
        };
    }

    void onResponse(SipMessage response) {
        if (state == State.COMPLETED) layer.statistics().retransmissionsReceived.increment();
        fire(response.status() < 200 ? Event.PROVISIONAL : Event.FINAL, Optional.of(response), Optional.empty());
        if (isCompleted()) { // what hangs on them need not wait for timer K
            listener = Nobody.LISTENS;
            request = Optional.empty();
        }
    }

    /** Only an INVITE can be cancelled (RFC 3261 §9.1). */
    @Override
    public void cancel(Optional<String> reasonHeader) {
        throw new IllegalStateException(key.method() + " cannot be cancelled, only INVITE can (RFC 3261 §9.1)");
    }

    /** Ends with its final response as it is. */
    @Override
    public void letGo(ClientTransactionListener later) {
        throw new IllegalStateException(key.method() + " has one final response, only an INVITE is let go before its transaction ends");
    }

    @Override
    public SipMessage request() {
        return request.orElseThrow(() -> new IllegalStateException("the " + key.method() + " has its final response"));
    }

    @Override
    public Flow target() {
        return flow;
    }

    @Override
    public boolean isCompleted() {
        return state == State.COMPLETED || state == State.TERMINATED;
    }

    void sendFailed(Exception failure) {
        fire(Event.SEND_FAILED, Optional.empty(), Optional.of(failure));
    }

    private void fire(Event event) {
        fire(event, Optional.empty(), Optional.empty());
    }

    private void fire(Event event, Optional<SipMessage> response, Optional<Exception> failure) {
        Step<State, Action> step = on(state, event);
        state = step.next();
        for (Action action : step.actions()) perform(action, response, failure);
    }

    private void perform(Action action, Optional<SipMessage> response, Optional<Exception> failure) {
        switch (action) {
            case TELL -> response.ifPresent(r -> layer.guarded("response", () -> listener.onResponse(this, r)));
            case RESEND -> resendRequest();
            case STOP_E -> stopRepeating();
            case START_E -> startE();
            case START_K -> lingerFor(timers().t4Nanos(isReliable()), () -> fire(Event.TIMER_K));
            case TELL_TIMEOUT -> tellTimeout();
            case TELL_ERROR -> failure.ifPresent(e -> layer.guarded("request error", () -> listener.onTransportError(this, e)));
            case REMOVE -> remove();
        }
    }

    /** T1, doubled up to T2; T2 at once when a provisional came (§17.1.2.2). */
    private void startE() {
        if (isReliable()) return;
        long t2 = timers().t2Nanos();
        intervalNanos = state == State.PROCEEDING ? t2 : intervalNanos == 0 ? timers().t1Nanos() : Math.min(2 * intervalNanos, t2);
        repeatAfter(intervalNanos, () -> fire(Event.TIMER_E));
    }

    private void resendRequest() {
        layer.statistics().retransmissionsSent.increment();
        layer.transmit(request(), flow).ifPresent(this::sendFailed);
    }

    private void tellTimeout() {
        layer.statistics().timeouts.increment();
        layer.guarded("request timeout", () -> listener.onTimeout(this));
    }
}
