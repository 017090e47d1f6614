package io.tandem.sip.transaction;

import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** INVITE client transaction (RFC 3261 §17.1.1 with RFC 6026 §7.2: Accepted; §9.1 CANCEL; §16.6 timer C). Sends the ACK for 3xx-6xx. */
final class InviteClient extends Transaction implements ClientTransaction {
    /** CANCEL_HELD: cancelled before any provisional. CANCELLING: CANCEL sent, final response outstanding. */
    enum State { CALLING, CANCEL_HELD, PROCEEDING, CANCELLING, COMPLETED, ACCEPTED, TERMINATED }

    enum Event {
        TRYING, PROVISIONAL, SUCCESS, FAILURE, CANCEL, SEND_FAILED, TIMER_A, TIMER_B, TIMER_C, TIMER_D, TIMER_M, CANCEL_EXPIRED
    }

    enum Action {
        TELL, RESEND, SEND_ACK, RESEND_ACK, SEND_CANCEL, STOP_A, START_A, START_C, START_D, START_M, START_CANCEL_WAIT,
        TELL_TIMEOUT, TELL_ERROR, REMOVE
    }

    /** What an event carries besides its name. */
    private record Cause(Optional<SipMessage> response, Optional<Exception> failure) {
        static final Cause NONE = new Cause(Optional.empty(), Optional.empty());
    }

    private static final byte[] NOTHING = {};

    private Optional<SipMessage> request;
    private ClientTransactionListener listener;
    private boolean letGo;
    private State state = State.CALLING;
    private byte[] ack = NOTHING;
    private long intervalNanos;
    private Optional<String> cancelReason = Optional.empty();

    InviteClient(TransactionLayer layer, TransactionKey key, SipMessage request, Flow target, ClientTransactionListener listener) {
        super(layer, key, target);
        this.request = Optional.of(request);
        this.listener = listener;
    }

    /** Sends the request and starts timers A and B. */
    void start() {
        endAfter(timers().timeoutNanos(), () -> fire(Event.TIMER_B));
        startA();
        layer.transmit(request(), flow).ifPresent(failure -> layer.scheduler().execute(() -> sendFailed(failure)));
    }

    static Step<State, Action> on(State state, Event event) {
        return switch (state) {
            case CALLING -> switch (event) {
                case TRYING, PROVISIONAL -> Step.go(State.PROCEEDING, Action.STOP_A, Action.START_C, Action.TELL);
                case CANCEL              -> Step.go(State.CANCEL_HELD);
                case SUCCESS, FAILURE, SEND_FAILED, TIMER_A, TIMER_B -> onWhileUnanswered(state, event);
                case TIMER_C, TIMER_D, TIMER_M, CANCEL_EXPIRED       -> Step.go(state);
            };
            case CANCEL_HELD -> switch (event) {
                case TRYING, PROVISIONAL ->
                        Step.go(State.CANCELLING, Action.STOP_A, Action.START_CANCEL_WAIT, Action.SEND_CANCEL, Action.TELL);
                case SUCCESS, FAILURE, SEND_FAILED, TIMER_A, TIMER_B   -> onWhileUnanswered(state, event);
                case CANCEL, TIMER_C, TIMER_D, TIMER_M, CANCEL_EXPIRED -> Step.go(state);
            };
            case PROCEEDING -> switch (event) {
                case TRYING          -> Step.go(state, Action.TELL);
                case PROVISIONAL     -> Step.go(state, Action.START_C, Action.TELL);
                case CANCEL, TIMER_C -> Step.go(State.CANCELLING, Action.START_CANCEL_WAIT, Action.SEND_CANCEL);
                case SUCCESS, FAILURE, SEND_FAILED -> onWhileUnanswered(state, event);
                case TIMER_A, TIMER_B, TIMER_D, TIMER_M, CANCEL_EXPIRED -> Step.go(state);
            };
            case CANCELLING -> switch (event) {
                case TRYING, PROVISIONAL -> Step.go(state, Action.TELL);
                case CANCEL_EXPIRED      -> Step.go(State.TERMINATED, Action.REMOVE, Action.TELL_TIMEOUT);        // §9.1
                case SUCCESS, FAILURE, SEND_FAILED -> onWhileUnanswered(state, event);
                case CANCEL, TIMER_A, TIMER_B, TIMER_C, TIMER_D, TIMER_M -> Step.go(state);
            };
            case COMPLETED, ACCEPTED, TERMINATED -> onceAnswered(state, event);
        };
    }

    /** Final responses, failures and the retransmission timers, the same in each state before the final response. */
    private static Step<State, Action> onWhileUnanswered(State state, Event event) {
        return switch (event) {
            case SUCCESS     -> Step.go(State.ACCEPTED, Action.STOP_A, Action.START_M, Action.TELL);
            case FAILURE     -> Step.go(State.COMPLETED, Action.STOP_A, Action.START_D, Action.SEND_ACK, Action.TELL);
            case SEND_FAILED -> Step.go(State.TERMINATED, Action.REMOVE, Action.TELL_ERROR);
            case TIMER_A     -> Step.go(state, Action.START_A, Action.RESEND);
            case TIMER_B     -> Step.go(State.TERMINATED, Action.REMOVE, Action.TELL_TIMEOUT);
            case TRYING, PROVISIONAL, CANCEL, TIMER_C, TIMER_D, TIMER_M, CANCEL_EXPIRED -> throw new IllegalArgumentException("" + event);
        };
    }

    private static Step<State, Action> onceAnswered(State state, Event event) {
        return switch (event) {
            case FAILURE -> state == State.COMPLETED ? Step.go(state, Action.RESEND_ACK) : Step.go(state);
            case SUCCESS -> state == State.ACCEPTED ? Step.go(state, Action.TELL) : Step.go(state);             // RFC 6026 §7.2: forked, repeated
            case TIMER_D -> state == State.COMPLETED ? Step.go(State.TERMINATED, Action.REMOVE) : Step.go(state);
            case TIMER_M -> state == State.ACCEPTED ? Step.go(State.TERMINATED, Action.REMOVE) : Step.go(state);
            case TRYING, PROVISIONAL, CANCEL, SEND_FAILED, TIMER_A, TIMER_B, TIMER_C, CANCEL_EXPIRED -> Step.go(state);
        };
    }

    void onResponse(SipMessage response) {
        int status = response.status();
        if (status >= 300 && state == State.COMPLETED) layer.statistics().retransmissionsReceived.increment();
        Event event = status == 100 ? Event.TRYING : status < 200 ? Event.PROVISIONAL : status < 300 ? Event.SUCCESS : Event.FAILURE;
        fire(event, new Cause(Optional.of(response), Optional.empty()));
        forget();
    }

    @Override
    public void cancel(Optional<String> reasonHeader) {
        if (state == State.CALLING || state == State.PROCEEDING) cancelReason = reasonHeader;
        fire(Event.CANCEL);
    }

    @Override
    public SipMessage request() {
        return request.orElseThrow(() -> new IllegalStateException("the INVITE was let go or refused"));
    }

    @Override
    public void letGo(ClientTransactionListener later) {
        listener = later;
        letGo = true;
        forget();
    }

    /** What hangs on the request and its listener need not wait for timers D and M. A refused INVITE has nothing more to tell. */
    private void forget() {
        if (state == State.COMPLETED) listener = Nobody.LISTENS;
        if (state == State.COMPLETED || letGo && isCompleted()) request = Optional.empty();
    }

    @Override
    public Flow target() {
        return flow;
    }

    @Override
    public boolean isCompleted() {
        return state == State.COMPLETED || state == State.ACCEPTED || state == State.TERMINATED;
    }

    void sendFailed(Exception failure) {
        fire(Event.SEND_FAILED, new Cause(Optional.empty(), Optional.of(failure)));
    }

    private void fire(Event event) {
        fire(event, Cause.NONE);
    }

    private void fire(Event event, Cause cause) {
        Step<State, Action> step = on(state, event);
        state = step.next();
        for (Action action : step.actions()) perform(action, cause);
    }

    private void perform(Action action, Cause cause) {
        switch (action) {
            case TELL -> cause.response().ifPresent(r -> layer.guarded("response to INVITE", () -> listener.onResponse(this, r)));
            case RESEND -> resendRequest();
            case SEND_ACK -> sendAck(cause.response().orElseThrow());
            case RESEND_ACK -> resend(ack);
            case SEND_CANCEL -> layer.sendCancel(request(), flow, cancelReason);
            case STOP_A -> stopRepeating();
            case START_A -> startA();
            case START_C -> endAfter(timers().timerC().toNanos(), () -> fire(Event.TIMER_C));
            case START_D -> lingerFor(isReliable() ? 0 : timers().timerD().toNanos(), () -> fire(Event.TIMER_D));
            case START_M -> lingerFor(timers().timeoutNanos(), () -> fire(Event.TIMER_M));
            case START_CANCEL_WAIT -> endAfter(timers().timeoutNanos(), () -> fire(Event.CANCEL_EXPIRED));
            case TELL_TIMEOUT -> tellTimeout();
            case TELL_ERROR -> cause.failure().ifPresent(e -> layer.guarded("INVITE error", () -> listener.onTransportError(this, e)));
            case REMOVE -> remove();
        }
    }

    private void startA() {
        if (isReliable()) return;
        intervalNanos = intervalNanos == 0 ? timers().t1Nanos() : 2 * intervalNanos;
        repeatAfter(intervalNanos, () -> fire(Event.TIMER_A));
    }

    private void resendRequest() {
        layer.statistics().retransmissionsSent.increment();
        layer.transmit(request(), flow).ifPresent(this::sendFailed);
    }

    private void sendAck(SipMessage response) {
        SipMessage message = OwnMessages.ackFor(request(), response);
        ack = message.toBytes();
        layer.transmit(message, flow);
    }

    private void tellTimeout() {
        layer.statistics().timeouts.increment();
        layer.guarded("INVITE timeout", () -> listener.onTimeout(this));
    }
}
