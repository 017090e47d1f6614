package io.tandem.sip.transaction;

import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** INVITE server transaction (RFC 3261 §17.2.1 with RFC 6026 §7.1: Accepted). */
final class InviteServer extends Transaction {
    enum State { PROCEEDING, COMPLETED, CONFIRMED, ACCEPTED, TERMINATED }

    enum Event { INVITE, ACK, PROVISIONAL, SUCCESS, FAILURE, TRYING_DUE, TIMER_G, TIMER_H, TIMER_I, TIMER_L }

    enum Action { SEND, SEND_TRYING, RESEND, START_G, START_H, START_I, START_L, ACK_TO_USER, REPORT_TIMEOUT, REMOVE, DROP }

    private static final byte[] NOTHING = {};

    private final Flow source;
    private State state = State.PROCEEDING;
    /** The user's view; let go with the final response, so that a completed transaction keeps bytes only. */
    private Optional<Handle> handle;
    private byte[] lastResponse = NOTHING;
    private long intervalNanos;
    private String toTag = "";
    private Runnable timeoutTask = () -> {};
    private boolean settingUp;

    InviteServer(TransactionLayer layer, TransactionKey key, SipMessage request, Flow source, Flow responses) {
        super(layer, key, responses);
        this.source = source;
        this.handle = Optional.of(new Handle(request));
        settingUp = request.toTag().isEmpty();
        if (settingUp) layer.setUpBegins();
        repeatAfter(timers().trying().toNanos(), () -> fire(Event.TRYING_DUE, Optional.empty()));
    }

    static Step<State, Action> on(State state, Event event) {
        return switch (state) {
            case PROCEEDING -> switch (event) {
                case INVITE      -> Step.go(state, Action.RESEND);
                case PROVISIONAL -> Step.go(state, Action.SEND);
                case TRYING_DUE  -> Step.go(state, Action.SEND_TRYING);
                case SUCCESS     -> Step.go(State.ACCEPTED, Action.START_L, Action.SEND);
                case FAILURE     -> Step.go(State.COMPLETED, Action.START_G, Action.START_H, Action.SEND);
                case ACK, TIMER_G, TIMER_H, TIMER_I, TIMER_L -> Step.go(state);
            };
            case COMPLETED -> switch (event) {
                case INVITE  -> Step.go(state, Action.RESEND);
                case TIMER_G -> Step.go(state, Action.RESEND, Action.START_G);
                case ACK     -> Step.go(State.CONFIRMED, Action.START_I);
                case TIMER_H -> Step.go(State.TERMINATED, Action.REMOVE, Action.REPORT_TIMEOUT);
                case PROVISIONAL, SUCCESS, FAILURE -> Step.go(state, Action.DROP);
                case TRYING_DUE, TIMER_I, TIMER_L  -> Step.go(state);
            };
            case CONFIRMED -> switch (event) {
                case TIMER_I -> Step.go(State.TERMINATED, Action.REMOVE);
                case PROVISIONAL, SUCCESS, FAILURE -> Step.go(state, Action.DROP);
                case INVITE, ACK, TRYING_DUE, TIMER_G, TIMER_H, TIMER_L -> Step.go(state);
            };
            case ACCEPTED -> switch (event) {
                case SUCCESS -> Step.go(state, Action.SEND);                      // the core retransmits, or a proxy forwards another 2xx
                case ACK     -> Step.go(state, Action.ACK_TO_USER);
                case TIMER_L -> Step.go(State.TERMINATED, Action.REMOVE, Action.REPORT_TIMEOUT);
                case PROVISIONAL, FAILURE -> Step.go(state, Action.DROP);
                case INVITE, TRYING_DUE, TIMER_G, TIMER_H, TIMER_I -> Step.go(state);
            };
            case TERMINATED -> switch (event) {
                case PROVISIONAL, SUCCESS, FAILURE -> Step.go(state, Action.DROP);
                case INVITE, ACK, TRYING_DUE, TIMER_G, TIMER_H, TIMER_I, TIMER_L -> Step.go(state);
            };
        };
    }

    ServerTransaction handle() {
        return handle.orElseThrow();
    }

    boolean isProceeding() {
        return state == State.PROCEEDING;
    }

    /** To tag of our last response, empty before the first: a 200 to CANCEL repeats it (RFC 3261 §9.2). */
    String toTag() {
        return toTag;
    }

    void onRetransmission() {
        layer.statistics().retransmissionsReceived.increment();
        fire(Event.INVITE, Optional.empty());
    }

    void onAck(SipMessage ack) {
        fire(Event.ACK, Optional.of(ack));
    }

    private void respond(SipMessage response) {
        int status = response.status();
        fire(status < 200 ? Event.PROVISIONAL : status < 300 ? Event.SUCCESS : Event.FAILURE, Optional.of(response));
    }

    private void fire(Event event, Optional<SipMessage> message) {
        Step<State, Action> step = on(state, event);
        state = step.next();
        for (Action action : step.actions()) perform(action, event, message);
    }

    private void perform(Action action, Event event, Optional<SipMessage> message) {
        switch (action) {
            case SEND -> send(message.orElseThrow());
            case SEND_TRYING -> sendTrying();
            case RESEND -> resend(lastResponse);
            case START_G -> startG();
            case START_H -> endAfter(timers().timeoutNanos(), () -> fire(Event.TIMER_H, Optional.empty()));
            case START_I -> startI();
            case START_L -> lingerFor(timers().timeoutNanos(), () -> fire(Event.TIMER_L, Optional.empty()));
            case ACK_TO_USER -> layer.ackToUser(message.orElseThrow(), source);
            case REPORT_TIMEOUT -> reportTimeout(event);
            case REMOVE -> remove();
            case DROP -> layer.statistics().droppedResponses.increment();
        }
    }

    private void send(SipMessage response) {
        toTag = response.toTag().orElse(toTag);
        if (state != State.COMPLETED) stopRepeating();
        lastResponse = state == State.ACCEPTED ? NOTHING : response.toBytes();
        if (state != State.PROCEEDING) letGo();
        layer.transmit(response, flow);
    }

    private void letGo() {
        handle = Optional.empty();
        if (settingUp) layer.setUpEnds();
        settingUp = false;
    }

    private void sendTrying() {
        if (lastResponse.length == 0) handle.ifPresent(h -> send(SipMessage.response(h.request(), 100, "Trying")));
    }

    /** T1, then doubled up to T2; a reliable transport needs none. */
    private void startG() {
        if (isReliable()) {
            stopRepeating();
            return;
        }
        intervalNanos = intervalNanos == 0 ? timers().t1Nanos() : Math.min(2 * intervalNanos, timers().t2Nanos());
        repeatAfter(intervalNanos, () -> fire(Event.TIMER_G, Optional.empty()));
    }

    private void startI() {
        stopRepeating();
        lastResponse = NOTHING;
        lingerFor(timers().t4Nanos(isReliable()), () -> fire(Event.TIMER_I, Optional.empty()));
    }

    private void reportTimeout(Event event) {
        if (event == Event.TIMER_H) layer.statistics().timeouts.increment();
        layer.guarded("timeout task of INVITE", timeoutTask);
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
            InviteServer.this.respond(response);
        }

        @Override
        public Consumer<SipMessage> responses() {
            return InviteServer.this::respond;
        }

        @Override
        public boolean isCompleted() {
            return state != State.PROCEEDING;
        }

        @Override
        public void onTimeout(Runnable task) {
            timeoutTask = task;
        }
    }
}
