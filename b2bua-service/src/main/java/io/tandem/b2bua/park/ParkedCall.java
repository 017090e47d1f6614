package io.tandem.b2bua.park;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.SdpText;
import io.tandem.b2bua.session.Byes;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Place;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.timer.CallLength;
import io.tandem.net.Scheduler;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.dialog.SuccessRetransmission;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** One party that waits: its INVITE is answered, and it is held; the media relay plays music to it, if there is any. Loop thread only. */
final class ParkedCall implements Session, Place {
    private final ServerTransaction incoming;
    private final Duration maxLength;
    private final CallContext context;
    private final Consumer<ParkedCall> gone;
    private final Dialog dialog;
    private final Byes byes;
    private CallLength length = CallLength.NONE;
    private Scheduler.Timeout patience = () -> false;
    private Optional<SuccessRetransmission> answer = Optional.empty();
    private Optional<String> leaving = Optional.empty();
    private boolean acknowledged;
    private boolean over;

    /** @param gone runs, once, when nobody can take it any more */
    ParkedCall(ServerTransaction incoming, Duration maxLength, CallContext context, Consumer<ParkedCall> gone) {
        this.incoming = incoming;
        this.maxLength = maxLength;
        this.context = context;
        this.gone = gone;
        this.dialog = Dialog.uas(incoming.request(), context.tokens().tag());
        this.byes = new Byes(context.outlet(), this::close);
    }

    void start(Duration longest) {
        dialog.confirm();
        context.table().open(this);
        context.table().join(dialog.id(), this);
        Scheduler scheduler = context.outlet().scheduler();
        length = CallLength.start(scheduler, maxLength, () -> hangUp(480, CallLength.REASON));
        patience = scheduler.schedule(longest.toNanos(), () -> hangUp(480, "SIP;cause=480;text=\"Parked for too long\""));
        repeat(incoming);
    }

    private void repeat(ServerTransaction invite) {
        answer = Optional.of(SuccessRetransmission.start(context.outlet().scheduler(), context.outlet().timers(), invite, held(invite.request()), () -> {
            acknowledged = true; // it never will be (RFC 3261 §13.3.1.4)
            hangUp(480, "SIP;cause=408;text=\"No ACK\"");
        }));
    }

    private SipMessage held(SipMessage request) {
        String host = context.outlet().local().getAddress().getHostAddress();
        SipMessage ok = dialog.response(request, 200, "OK").set(HeaderNames.CONTACT, context.messages().contact())
            .set(HeaderNames.ALLOW, context.messages().allow());
        boolean update = request.method().equals(Methods.UPDATE);
        return Messages.hasSdp(request) ? ok.body(SdpText.TYPE, SdpText.onHold(request, host)) : update ? ok : ok.body(SdpText.TYPE, SdpText.silence(host, 1));
    }

    /** Gives the party away; empty before it has acknowledged our answer. */
    Optional<HandedOver> take() {
        if (over || !acknowledged) return Optional.empty();
        Duration left = length.left();
        end();
        close();
        return Optional.of(new HandedOver(dialog, Optional.of(left)));
    }

    private void end() {
        over = true;
        length.cancel();
        patience.cancel();
        answer.ifPresent(SuccessRetransmission::stop);
        gone.accept(this);
    }

    private void close() {
        if (!over || byes.isOpen()) return;
        context.table().part(dialog.id(), this);
        context.table().close(this);
    }

    @Override public void hangUp(int status, String reason) {
        if (over) return;
        if (!acknowledged) {
            leaving = Optional.of(reason); // no BYE before the ACK (RFC 3261 §15)
            return;
        }
        end();
        byes.send(context.messages().own(dialog.request(Methods.BYE)).set(HeaderNames.REASON, reason), dialog.nextHop());
        close();
    }

    @Override public void onRequest(ServerTransaction tx) {
        SipMessage request = tx.request();
        if (request.method().equals(Methods.BYE)) {
            respond(tx, 200);
            if (!over) end();
            close();
        } else if (over) {
            respond(tx, 481);
        } else if (!dialog.accepts(request.cSeq())) {
            respond(tx, 500);                                       // RFC 3261 §12.2.2
        } else {
            inDialog(tx);
        }
    }

    private void inDialog(ServerTransaction tx) {
        switch (tx.request().method()) {
            case Methods.INVITE -> {
                dialog.refreshTarget(tx.request());
                acknowledged = false;
                answer.ifPresent(SuccessRetransmission::stop);
                repeat(tx);
            }
            case Methods.UPDATE -> {
                dialog.refreshTarget(tx.request());
                tx.respond(held(tx.request()));
            }
            case Methods.OPTIONS, Methods.INFO -> respond(tx, 200);
            default -> respond(tx, 480);                            // there is nobody to whom it could go
        }
    }

    private void respond(ServerTransaction tx, int status) {
        tx.respond(context.messages().respond(tx.request(), status, dialog.id().localTag()));
    }

    @Override public void onAck(SipMessage ack) {
        if (over) return;
        acknowledged = true;
        answer.ifPresent(SuccessRetransmission::stop);
        leaving.ifPresent(reason -> hangUp(480, reason));
    }

    @Override public void onCancel(SipMessage cancel) {}            // too late: it is answered (RFC 3261 §9.2)
}
