package io.tandem.b2bua.bridge;

import java.util.Optional;

import io.tandem.b2bua.leg.Reinvite;
import io.tandem.b2bua.leg.Reinvite.Command;
import io.tandem.b2bua.leg.Reinvite.Event;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.leg.Step;
import io.tandem.b2bua.message.PassedHeaders;
import io.tandem.sip.dialog.SuccessRetransmission;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.ServerTransaction;

/** Carries one re-INVITE from one leg to the other: does what {@link Reinvite} decides. Loop thread only. */
final class ReinviteExchange implements ClientTransactionListener {
    private final DialogBridge bridge;
    private final ServerTransaction incoming;
    private final Side from;
    private Reinvite.State state = new Reinvite.Pending();
    private Optional<ClientTransaction> outgoing = Optional.empty();
    private Optional<SipMessage> ack = Optional.empty();
    private Optional<SuccessRetransmission> answer = Optional.empty();

    ReinviteExchange(DialogBridge bridge, ServerTransaction incoming, Side from) {
        this.bridge = bridge;
        this.incoming = incoming;
        this.from = from;
    }

    /** Sends the request to the other party. */
    void start(SipMessage request) {
        outgoing = Optional.of(bridge.send(from.other(), request, this));
    }

    boolean isDone() {
        return state instanceof Reinvite.Done;
    }

    /** Is this ACK for our 2xx? */
    boolean awaits(SipMessage received, Side by) {
        return by == from && received.cSeq() == incoming.request().cSeq();
    }

    void onAck(SipMessage received) {
        fire(new Reinvite.Ack(), Optional.of(received));
    }

    void onCancel(SipMessage cancel) {
        fire(new Reinvite.Cancel(), Optional.of(cancel));
    }

    void onCallEnded() {
        fire(new Reinvite.CallEnded(), Optional.empty());
    }

    @Override public void onResponse(ClientTransaction tx, SipMessage response) {
        int status = response.status();
        if (status == 100) return;
        if (status / 100 == 2 && !isDone() && !bridge.takesTarget(from.other(), response)) fire(new Reinvite.Failed(500), Optional.empty());
        fire(status < 200 ? new Reinvite.Progressed() : status < 300 ? new Reinvite.Accepted() : new Reinvite.Refused(status), Optional.of(response));
    }

    @Override public void onTimeout(ClientTransaction tx) {
        fire(new Reinvite.Failed(408), Optional.empty());
    }

    @Override public void onTransportError(ClientTransaction tx, Exception cause) {
        fire(new Reinvite.Failed(500), Optional.empty());
    }

    private void fire(Event event, Optional<SipMessage> message) {
        Step<Reinvite.State, Command> step = Reinvite.on(state, event);
        state = step.state();
        for (Command command : step.commands()) perform(command, message);
    }

    private void perform(Command command, Optional<SipMessage> message) {
        switch (command) {
            case Reinvite.RelayProgress _ -> bridge.relay(incoming, message.orElseThrow());
            case Reinvite.RelayAnswer _   -> {
                relayAnswer(message.orElseThrow());
                bridge.answered(from);
            }
            case Reinvite.RelayRefusal _  -> {
                bridge.relay(incoming, message.orElseThrow());
                bridge.refused(from, message.orElseThrow().status());
            }
            case Reinvite.SendFinal c     -> {
                bridge.respond(incoming, c.status());
                bridge.refused(from, c.status());
            }
            case Reinvite.SendCancel _    -> outgoing.ifPresent(tx -> tx.cancel(message.flatMap(m -> m.header(HeaderNames.REASON))));
            case Reinvite.SendAck _       -> sendAck(message.filter(m -> m.isRequest()));
            case Reinvite.EndCall _       -> bridge.lost(from.other(), message.map(SipMessage::status).orElse(408));
        }
    }

    private void relayAnswer(SipMessage response) {
        answer = Optional.of(SuccessRetransmission.start(bridge.outlet().scheduler(), bridge.outlet().timers(), incoming,
            bridge.response(incoming, response), () -> fire(new Reinvite.AckTimeout(), Optional.empty())));
    }

    private void sendAck(Optional<SipMessage> received) {
        answer.ifPresent(SuccessRetransmission::stop);
        if (ack.isEmpty()) {
            SipMessage fresh = bridge.ack(from.other(), outgoing.orElseThrow().request().cSeq());
            received.ifPresent(message -> {
                fresh.addAll(message, PassedHeaders.ACK);
                PassedHeaders.copyBody(message, fresh);
            });
            ack = Optional.of(fresh);
            bridge.close();
        }
        bridge.outlet().sendAck(ack.get(), bridge.dialog(from.other()).nextHop());
    }
}
