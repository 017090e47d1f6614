package io.tandem.sip.transaction;

import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** Non-INVITE server transaction (RFC 3261 §17.2.2 with RFC 4320: no provisional but a late 100, no 408, nothing after 64*T1). */
final class NonInviteServer extends Transaction {
    enum State { TRYING, PROCEEDING, COMPLETED, TERMINATED }

    enum Event { REQUEST, PROVISIONAL, FINAL, REQUEST_TIMEOUT_408, TRYING_DUE, GIVE_UP, TIMER_J }

    enum Action { SEND, SEND_TRYING, RESEND, START_J, COUNT_TIMEOUT, REPORT_TIMEOUT, REMOVE, DROP }

    private static final byte[] NOTHING = {};

    private final Flow source;
    private State state = State.TRYING;
    private Optional<Handle> handle;
    private byte[] lastResponse = NOTHING;
    private Runnable timeoutTask = () -> {};

    NonInviteServer(TransactionLayer layer, TransactionKey key, SipMessage request, Flow source, Flow responses) {
        super(layer, key, responses);
        this.source = source;
        this.handle = Optional.of(new Handle(request));
    }

    /** Starts the timers, unless the user has answered at once. */
    void awaitAnswer() {
        if (state == State.TRYING) {
            repeatAfter(timers().nonInviteTryingNanos(), () -> fire(Event.TRYING_DUE, Optional.empty()));
            endAfter(timers().timeoutNanos(), () -> fire(Event.GIVE_UP, Optional.empty()));
        }
    }

    static Step<State, Action> on(State state, Event event) {
        return switch (state) {
            case TRYING -> switch (event) {
                case FINAL               -> Step.go(State.COMPLETED, Action.SEND, Action.START_J);
                case TRYING_DUE          -> Step.go(State.PROCEEDING, Action.SEND_TRYING);
                case REQUEST_TIMEOUT_408 -> Step.go(State.TERMINATED, Action.REMOVE, Action.DROP);        // RFC 4320 §4.2
                case GIVE_UP             -> Step.go(State.TERMINATED, Action.REMOVE, Action.COUNT_TIMEOUT, Action.REPORT_TIMEOUT);
                case PROVISIONAL         -> Step.go(state, Action.DROP);                                  // RFC 4320 §4.1
                case REQUEST, TIMER_J    -> Step.go(state);
            };
            case PROCEEDING -> switch (event) {
                case REQUEST             -> Step.go(state, Action.RESEND);
                case FINAL               -> Step.go(State.COMPLETED, Action.SEND, Action.START_J);
                case REQUEST_TIMEOUT_408 -> Step.go(State.TERMINATED, Action.REMOVE, Action.DROP);
                case GIVE_UP             -> Step.go(State.TERMINATED, Action.REMOVE, Action.COUNT_TIMEOUT, Action.REPORT_TIMEOUT);
                case PROVISIONAL         -> Step.go(state, Action.DROP);
                case TRYING_DUE, TIMER_J -> Step.go(state);
            };
            case COMPLETED -> switch (event) {
                case REQUEST -> Step.go(state, Action.RESEND);
                case TIMER_J -> Step.go(State.TERMINATED, Action.REMOVE);
                case PROVISIONAL, FINAL, REQUEST_TIMEOUT_408 -> Step.go(state, Action.DROP);
                case TRYING_DUE, GIVE_UP -> Step.go(state);
            };
            case TERMINATED -> switch (event) {
                case PROVISIONAL, FINAL, REQUEST_TIMEOUT_408 -> Step.go(state, Action.DROP);
                case REQUEST, TRYING_DUE, GIVE_UP, TIMER_J -> Step.go(state);
            };
        };
    }

    ServerTransaction handle() {
        return handle.orElseThrow();
    }

    void onRetransmission() {
        layer.statistics().retransmissionsReceived.increment();
        fire(Event.REQUEST, Optional.empty());
    }

    private void respond(SipMessage response) {
        int status = response.status();
        fire(status < 200 ? Event.PROVISIONAL : status == 408 ? Event.REQUEST_TIMEOUT_408 : Event.FINAL, Optional.of(response));
    }

    private void fire(Event event, Optional<SipMessage> message) {
        Step<State, Action> step = on(state, event);
        state = step.next();
        for (Action action : step.actions()) perform(action, message);
        if (state == State.COMPLETED || state == State.TERMINATED) handle = Optional.empty();
    }

    private void perform(Action action, Optional<SipMessage> message) {
        switch (action) {
            case SEND -> send(message.orElseThrow());
            case SEND_TRYING -> handle.ifPresent(h -> send(SipMessage.response(h.request(), 100, "Trying")));
            case RESEND -> resend(lastResponse);
            case START_J -> lingerFor(isReliable() ? 0 : timers().timeoutNanos(), () -> fire(Event.TIMER_J, Optional.empty()));
            case COUNT_TIMEOUT -> layer.statistics().timeouts.increment();
            case REPORT_TIMEOUT -> layer.guarded("timeout task of request", timeoutTask);
            case REMOVE -> remove();
            case DROP -> layer.statistics().droppedResponses.increment();
        }
    }

    private void send(SipMessage response) {
        stopRepeating();
        lastResponse = response.toBytes();
        layer.transmit(response, flow);
    }

    /** Keeps the request as long as the user keeps the handle, not as long as the transaction lives. */
    private final class Handle implements ServerTransaction {
        private final SipMessage request;

        Handle(SipMessage request) {
            this.request = request;
        }

        @Override
        public SipMessage request() {
            return request;
        }

        @Override
        public Flow source() {
            return source;
        }

        @Override
        public void respond(SipMessage response) {
            NonInviteServer.this.respond(response);
        }

        @Override
        public boolean isCompleted() {
            return state == State.COMPLETED || state == State.TERMINATED;
        }

        @Override
        public void onTimeout(Runnable task) {
            timeoutTask = task;
        }
    }
}
