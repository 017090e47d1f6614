package io.tandem.b2bua.bridge;

import java.util.Optional;

import io.tandem.b2bua.leg.Negotiation;
import io.tandem.b2bua.leg.RAck;
import io.tandem.b2bua.leg.Reinvite;
import io.tandem.b2bua.leg.ReliableProvisionals;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.session.Authority;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One dialog of the caller joined with one of the callee. A forked call has one for each branch that rang; the caller sees a To tag for each. */
public final class DialogBridge {
    private static final Logger LOG = LoggerFactory.getLogger(DialogBridge.class);
    private static final String RETRY_SECONDS = "2";

    private final Dialog caller;
    private final Dialog callee;
    private final SipMessage invite;
    private final Outlet outlet;
    private final Messages messages;
    private final long firstRSeq;
    private final SessionWatch watch;
    private Negotiation negotiation = Negotiation.IDLE;
    private InviteNumbers numbers;
    private boolean refreshing;
    private Optional<ReinviteExchange> reinvite = Optional.empty();

    /** Opens with the INVITE of the caller unanswered.
     * @param invite    as received from the caller
     * @param sentCSeq  of the INVITE to the callee
     * @param firstRSeq from which reliable provisional responses count on either leg */
    public DialogBridge(Dialog caller, Dialog callee, SipMessage invite, long sentCSeq, long firstRSeq, Outlet outlet, Messages messages,
                        SessionWatch watch) {
        this.caller = caller;
        this.callee = callee;
        this.invite = invite;
        this.outlet = outlet;
        this.messages = messages;
        this.firstRSeq = firstRSeq;
        this.watch = watch;
        this.numbers = new InviteNumbers(Side.CALLER, invite.cSeq(), sentCSeq, ReliableProvisionals.startingAt(firstRSeq));
        this.negotiation = negotiation.invited(Side.CALLER, Messages.hasSdp(invite));
    }

    public Dialog dialog(Side side) {
        return side == Side.CALLER ? caller : callee;
    }

    /** What the store knows the call by. */
    public String key() {
        return CallRecord.key(caller.id(), callee.id());
    }

    /** A request other than ACK, CANCEL and BYE from one party. */
    public void onRequest(ServerTransaction tx, Side from) {
        SipMessage request = tx.request();
        if (!messages.methods().permits(request.method())) {
            respond(tx, 405);
            return;
        }
        switch (request.method()) {
            case Methods.INVITE -> onInvite(tx, from);
            case Methods.UPDATE -> onUpdate(tx, from);
            case Methods.PRACK -> onPrack(tx, from);
            case Methods.INFO, Methods.MESSAGE, Methods.NOTIFY, Methods.REFER, Methods.OPTIONS ->
                carry(tx, from, dialog(from.other()).request(request.method()), false);
            default -> respond(tx, 405);
        }
    }

    /** An ACK for the 2xx to a re-INVITE. */
    public void onAck(SipMessage ack, Side from) {
        reinvite.filter(exchange -> exchange.awaits(ack, from)).ifPresent(exchange -> exchange.onAck(ack));
    }

    /** A CANCEL of a re-INVITE. */
    public void onCancel(SipMessage cancel) {
        reinvite.ifPresent(exchange -> exchange.onCancel(cancel));
    }

    /** The call is over: what is open is closed. */
    public void end() {
        reinvite.ifPresent(ReinviteExchange::onCallEnded);
    }

    /** Sends a response of the far end as the response to {@code incoming}. */
    public void relay(ServerTransaction incoming, SipMessage far) {
        incoming.respond(response(incoming, far));
    }

    /** The far end's response as the response to {@code incoming}, not yet sent. */
    public SipMessage response(ServerTransaction incoming, SipMessage far) {
        Side to = side(incoming.request());
        SipMessage response = Authority.vouched(invite, to.other(), messages.relay(far, incoming.request(), caller.id().localTag()));
        boolean toInvite = far.method().equals(Methods.INVITE);
        if (toInvite && far.status() < 200 && Messages.isReliable(far)) number(far, response);
        if (toInvite && (far.status() / 100 == 2 || response.has("RSeq"))) negotiation = negotiation.responded(Messages.hasSdp(far));
        if (far.status() / 100 == 2) watch.onSuccess(to.other(), far);
        watch.onRespond(to, incoming.request(), response);
        return response;
    }

    private Side side(SipMessage request) {
        return request.toTag().isPresent() && DialogId.ofRequest(request).equals(callee.id()) ? Side.CALLEE : Side.CALLER;
    }

    /** Takes the place of an INVITE of this party, if none is open. */
    public boolean opens(Side by) {
        if (negotiation.admitsInvite(by) != Negotiation.Gate.PASS) return false;
        negotiation = negotiation.invited(by, true);
        refreshing = true;
        return true;
    }

    /** The open INVITE got its ACK or was refused: both may offer again. */
    public void close() {
        refreshing = false;
        negotiation = negotiation.closed();
    }

    ClientTransaction send(Side to, SipMessage request, ClientTransactionListener listener) {
        SipMessage outgoing = to == Side.CALLEE ? Messages.assertIdentity(invite, request) : request;
        watch.onSend(to, outgoing);
        return outlet.send(outgoing, dialog(to).nextHop(), listener);
    }

    SipMessage ack(Side to, long inviteCSeq) {
        return dialog(to).ack(inviteCSeq);
    }

    /** Notes where this side is to be reached from now on. @return false: its Contact cannot be read */
    boolean takesTarget(Side side, SipMessage message) {
        try {
            dialog(side).refreshTarget(message);
            return true;
        } catch (MalformedMessageException e) {
            LOG.warn("{} of call {} cannot be used: {}", message.method(), message.callId(), e.getMessage());
            return false;
        }
    }

    void respond(ServerTransaction tx, int status) {
        tx.respond(messages.respond(tx.request(), status, caller.id().localTag()));
    }

    void answered(Side from) {
        watch.onInviteAnswered(from);
    }

    void refused(Side from, int status) {
        close();
        watch.onInviteRefused(from, status);
    }

    void lost(Side side, int status) {
        watch.onSessionLost(side, status);
    }

    Outlet outlet() {
        return outlet;
    }

    private void onInvite(ServerTransaction tx, Side from) {
        SipMessage request = tx.request();
        if (meetsRefresh(tx) || refused(tx, negotiation.admitsInvite(from)) || tooOften(tx, from)) return;
        tx.respond(Messages.trying(request));
        if (!takesTarget(from, request)) {
            respond(tx, 400);
            return;
        }
        SipMessage outgoing = Authority.vouched(invite, from, messages.carry(request, dialog(from.other()).request(Methods.INVITE)));
        var exchange = new ReinviteExchange(this, tx, from);
        exchange.start(outgoing);
        reinvite = Optional.of(exchange);
        numbers = new InviteNumbers(from, request.cSeq(), outgoing.cSeq(), ReliableProvisionals.startingAt(firstRSeq));
        negotiation = negotiation.invited(from, Messages.hasSdp(request));
    }

    private void onUpdate(ServerTransaction tx, Side from) {
        boolean offer = Messages.hasSdp(tx.request());
        if (offer && (meetsRefresh(tx) || refused(tx, negotiation.admitsOffer(from))) || tooOften(tx, from)) return;
        if (!takesTarget(from, tx.request())) {
            respond(tx, 400);
            return;
        }
        if (offer) negotiation = negotiation.offered(from);
        carry(tx, from, dialog(from.other()).request(Methods.UPDATE), offer);
    }

    private void onPrack(ServerTransaction tx, Side from) {
        Optional<RAck> rAck = tx.request().header("RAck").flatMap(RAck::parse).flatMap(received -> numbers.onOtherLeg(from, received));
        if (rAck.isEmpty()) {
            respond(tx, 481);                                   // RFC 3262 §3
            return;
        }
        boolean sdp = Messages.hasSdp(tx.request());
        if (sdp) negotiation = negotiation.pracked(from);
        carry(tx, from, dialog(from.other()).request(Methods.PRACK).set("RAck", rAck.get().toString()), sdp);
    }

    private void carry(ServerTransaction tx, Side from, SipMessage outgoing, boolean offer) {
        send(from.other(), Authority.vouched(invite, from, messages.carry(tx.request(), outgoing)), new CarriedRequest(
            response -> settle(from, offer, response.status(), () -> {
                if (takesTarget(from.other(), response)) relay(tx, response);
                else respond(tx, 500);
            }),
            status -> settle(from, offer, status, () -> respond(tx, status))));
    }

    private void settle(Side from, boolean offer, int status, Runnable answer) {
        if (offer) negotiation = negotiation.settled(from);
        answer.run();
        if (Reinvite.endsDialog(status)) lost(from.other(), status);
    }

    private boolean refused(ServerTransaction tx, Negotiation.Gate gate) {
        SipMessage request = tx.request();
        switch (gate) {
            case PASS -> { }
            case GLARE -> respond(tx, 491);
            case TOO_EARLY -> tx.respond(messages.respond(request, 500, caller.id().localTag()).set(HeaderNames.RETRY_AFTER, RETRY_SECONDS));
        }
        return gate != Negotiation.Gate.PASS;
    }

    /** Whoever offers during our own INVITE tries again (RFC 3261 §14.2), whichever party that was for. */
    private boolean meetsRefresh(ServerTransaction tx) {
        if (refreshing) respond(tx, 491);
        return refreshing;
    }

    private boolean tooOften(ServerTransaction tx, Side from) {
        Optional<Long> shortest = watch.tooOften(from, tx.request());
        shortest.ifPresent(seconds -> tx.respond(messages.respond(tx.request(), 422, caller.id().localTag()).set("Min-SE", seconds.toString())));
        return shortest.isPresent();
    }

    private void number(SipMessage far, SipMessage response) {
        Messages.rSeq(far).ifPresent(theirs -> {
            numbers = numbers.with(theirs);
            numbers.rSeqs().ours(theirs).ifPresent(ours -> response.set("RSeq", Long.toString(ours)));
        });
    }
}
