package io.tandem.b2bua.call;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.leg.CalleeLeg;
import io.tandem.b2bua.leg.CallerLeg;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.ReferTo;
import io.tandem.b2bua.message.Replaces;
import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.session.Authority;
import io.tandem.b2bua.session.Byes;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.CalleeDialogs;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Replaceable;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.session.Taker;
import io.tandem.b2bua.session.Transferor;
import io.tandem.b2bua.timer.CallLength;
import io.tandem.net.Scheduler.Timeout;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.dialog.SuccessRetransmission;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call: feeds both legs' machines and does what they decide. Loop thread only. */
final class Call implements ClientTransactionListener, Session {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);
    private static final Timeout NOT_RUNNING = () -> false;

    private final ServerTransaction incoming;
    private final CallDraft draft;
    private final CallContext context;
    private final CallTimers timers;
    private final String firstTag;
    private CalleeDialogs callees;
    private final Map<String, DialogBridge> bridges = new LinkedHashMap<>();
    private CallerLeg.State caller = new CallerLeg.Early();
    private CalleeLeg.State callee = new CalleeLeg.Calling();
    private Optional<ClientTransaction> outgoing = Optional.empty();
    private Optional<DialogBridge> winner = Optional.empty();
    private Optional<SuccessRetransmission> answer = Optional.empty();
    private Timeout ringing = NOT_RUNNING;
    private CallLength length = CallLength.NONE;
    private final Byes byes;
    private boolean heard;
    private Instant end = Instant.MAX;
    private Optional<Transfer> transfer = Optional.empty();
    private Optional<Side> kept = Optional.empty(); // goes on elsewhere
    private Optional<Taker> taker = Optional.empty();
    private int transfers;
    private final Set<Authority> permitted = new HashSet<>();

    Call(ServerTransaction incoming, CallDraft draft, CallContext context) {
        this.incoming = incoming;
        this.draft = draft;
        this.context = context;
        this.firstTag = context.tokens().tag();
        this.byes = new Byes(context.outlet(), this::finishIfOver);
        this.callees = new CalleeDialogs(draft.outgoing().orElseThrow(), context);
        this.timers = new CallTimers(draft.parameters(), context, this::onSessionLost, this::replicate);
    }

    void start() {
        incoming.respond(Messages.trying(incoming.request()));
        ringing = context.outlet().scheduler().schedule(draft.maxRinging().toNanos(),
            () -> fire(new CalleeLeg.RingTimeout(), Cause.of("SIP;cause=480;text=\"No answer\"")));
        context.table().open(incoming, this, this::onCancel);
        timers.onSend(Side.CALLEE, callees.invite());
        outgoing = Optional.of(context.outlet().send(callees.invite(), draft.nextHop().orElseThrow(), this));
    }

    @Override public void onResponse(ClientTransaction tx, SipMessage response) {
        heard = true;
        if (response.status() == 100) return;
        try {
            take(response);
        } catch (MalformedMessageException e) {
            LOG.warn("{} of call {} cannot be used: {}", response.status(), draft.invite().callId(), e.getMessage());
            if (response.status() >= 200) fire(new CalleeLeg.Failed(500), Cause.NONE);
        }
    }

    private void take(SipMessage response) {
        int status = response.status();
        Optional<SipMessage> again = callee instanceof CalleeLeg.Calling && bridges.isEmpty() ? timers.again(callees.invite(), response) : Optional.empty();
        if (again.isPresent()) {
            callees = new CalleeDialogs(again.get(), context);
            outgoing = Optional.of(context.outlet().send(again.get(), draft.nextHop().orElseThrow(), this));
        } else if (status >= 300) {
            fire(new CalleeLeg.Refused(status), Cause.of(response));
        } else if (status < 200) {
            if (caller instanceof CallerLeg.Early) response.toTag().ifPresent(tag -> callees.early(tag, response));
            fire(new CalleeLeg.Progressed(), Cause.of(response));
        } else {
            String tag = response.toTag().orElse("");
            callees.confirmed(tag, response);
            fire(new CalleeLeg.Accepted(tag), Cause.of(response));
        }
    }

    @Override public void onTimeout(ClientTransaction tx) {
        fire(new CalleeLeg.Failed(heard ? 480 : 408), Cause.NONE);
    }

    @Override public void onTransportError(ClientTransaction tx, Exception cause) {
        fire(new CalleeLeg.Failed(500), Cause.NONE);
    }

    private void onCancel(SipMessage cancel) {
        fire(new CallerLeg.Cancel(), Cause.of(cancel));
    }

    void onAck(SipMessage ack, DialogBridge bridge, Side from) {
        if (from == Side.CALLER && ack.cSeq() == incoming.request().cSeq()) fire(new CallerLeg.Ack(), Cause.of(ack));
        else bridge.onAck(ack, from);
    }

    /** A request within one of our dialogs; ACK and CANCEL come elsewhere. */
    void onRequest(ServerTransaction tx, DialogBridge bridge, Side from) {
        SipMessage request = tx.request();
        if (request.method().equals(Methods.BYE)) onBye(tx, bridge, from);
        else if (isOver()) respond(tx, 481);
        else if (!bridge.dialog(from).accepts(request.cSeq())) respond(tx, 500);                // RFC 3261 §12.2.2
        else if (request.method().equals(Methods.REFER)) onRefer(tx, bridge, from);
        else bridge.onRequest(tx, from);
    }

    /** What a subscriber asks for is done here; any other REFER goes to the other party. */
    private void onRefer(ServerTransaction tx, DialogBridge bridge, Side from) {
        SipMessage request = tx.request();
        Optional<Transferor> transferor = isUp() ? transferor(from) : Optional.empty();
        Optional<ReferTo> to = ReferTo.of(request);
        if (!context.messages().methods().permits(Methods.REFER)) respond(tx, 405);
        else if (!context.transfers().enabled() || transferor.isEmpty()) passRefer(tx, bridge, from, to);
        else if (to.isEmpty()) respond(tx, 400);                                                // RFC 3515 §2.4.2
        else if (!to.get().isCall()) bridge.onRequest(tx, from);
        else if (transfer.filter(Transfer::isPending).isPresent()) respond(tx, 491);
        else transfer(tx, from, transferor.get(), to.get());
    }

    /** Who is asked to replace the one who asks may do so. */
    private void passRefer(ServerTransaction tx, DialogBridge bridge, Side from, Optional<ReferTo> to) {
        to.flatMap(ReferTo::replaces).flatMap(Replaces::parse).flatMap(named -> Replaceable.find(named, context.table()))
            .filter(place -> place.yieldsTo(draft.authority(from))).ifPresent(place -> place.permit(draft.authority(from.other())));
        bridge.onRequest(tx, from);
    }

    private void transfer(ServerTransaction tx, Side from, Transferor transferor, ReferTo to) {
        SipMessage accepted = context.messages().respond(tx.request(), 202, firstTag).set(HeaderNames.CONTACT, context.messages().contact());
        tx.request().header("Refer-Sub").ifPresent(wanted -> accepted.set("Refer-Sub", wanted));  // RFC 4488 §4
        tx.respond(accepted);
        var begun = new Transfer(this, from, transferor, tx.request(), to, ++transfers, context);
        transfer = Optional.of(begun);
        if (to.replaces().isEmpty() && context.transfers().blindImmediateRelease()) begun.startAtOnce();
        else begun.start();
    }

    /** Who pays for calls that this party asks for: if its end of the dialog is here, too, whoever speaks there; empty if it is no subscriber of ours. Only
     * once the call is up. */
    Optional<Transferor> transferor(Side side) {
        Optional<Transferor> named = draft.transferor(side);
        return context.table().find(dialog(side).id().mirrored()).map(place -> place.speaker(named)).orElse(named);
    }

    boolean isUp() {
        return caller instanceof CallerLeg.Confirmed && callee instanceof CalleeLeg.Confirmed;
    }

    @Override public boolean isKept() {
        return isUp() && winner.filter(bridge -> context.replica().isStored(bridge.key())).isPresent();
    }

    /** The dialog with one party; only once the call is up. */
    Dialog dialog(Side side) {
        return winner.orElseThrow().dialog(side);
    }

    /** The dialog with one party as another call takes it over: only the caller goes on paying for this one. */
    HandedOver line(Side stays) {
        return new HandedOver(dialog(stays), stays == Side.CALLER ? Optional.of(length.left()) : Optional.empty());
    }

    /** Gives the dialog with one party away and ends that with the other one. */
    HandedOver handOver(Side stays) {
        HandedOver line = line(stays);
        kept = Optional.of(stays);
        if (stays == Side.CALLER) fire(new CallerLeg.Bye(), Cause.NONE);
        else fire(new CalleeLeg.Bye(dialog(Side.CALLEE).id().remoteTag()), Cause.NONE);
        return line;
    }

    /** The phones stop ringing and the caller is answered with silence; who takes the call talks with it once its ACK has come. */
    boolean pickUp(Taker by) {
        if (bridges.isEmpty() || !(callee instanceof CalleeLeg.Calling)) return false;
        taker = Optional.of(by);
        DialogBridge ringing = bridges.values().iterator().next();
        SipMessage answer = PickUp.silence(callees.invite(), ringing.dialog(Side.CALLEE).id().remoteTag(), draft.invite(), context);
        fire(new CalleeLeg.CallerLeft(), Cause.of("SIP;cause=200;text=\"Call completed elsewhere\""));
        fire(new CallerLeg.CalleeAnswered(), Cause.of(answer));
        return true;
    }

    boolean isEarly() {
        return caller instanceof CallerLeg.Early;
    }

    /** Somebody else than the callee gets it. */
    boolean isTaken() {
        return taker.isPresent();
    }

    CallDraft draft() {
        return draft;
    }

    /** Parties that a party of this call wants in its place. */
    Set<Authority> permitted() {
        return permitted;
    }

    String callId() {
        return draft.invite().callId();
    }

    private void onBye(ServerTransaction tx, DialogBridge bridge, Side from) {
        if (from == Side.CALLEE && callee instanceof CalleeLeg.Calling) {
            respond(tx, 481);                                                                   // §15: not on an early dialog
            return;
        }
        respond(tx, 200);
        Cause cause = Cause.of(tx.request());
        if (transfer.filter(begun -> begun.outlives(from)).isPresent()) kept = Optional.of(from.other());
        if (from == Side.CALLER) fire(new CallerLeg.Bye(), cause);
        else fire(new CalleeLeg.Bye(bridge.dialog(Side.CALLEE).id().remoteTag()), cause);
        transfer.ifPresent(begun -> begun.onLeft(from));
    }

    @Override public void hangUp(int status, String reason) {
        Cause cause = Cause.of(reason);
        fire(new CallerLeg.CalleeLeft(status), cause);
        fire(new CalleeLeg.CallerLeft(), cause);
        transfer.ifPresent(Transfer::abandon);
    }

    private void onSessionLost(Side side, int status) {
        if (isUp()) hangUp(480, "SIP;cause=%d;text=\"%s lost\"".formatted(status, side == Side.CALLER ? "Caller" : "Callee"));
    }

    private void fire(CallerLeg.Event event, Cause cause) {
        var step = CallerLeg.on(caller, event);
        caller = step.state();
        for (CallerLeg.Command command : step.commands()) perform(command, cause);
        finishIfOver();
    }

    private void fire(CalleeLeg.Event event, Cause cause) {
        var step = CalleeLeg.on(callee, event);
        callee = step.state();
        for (CalleeLeg.Command command : step.commands()) perform(command, cause);
        finishIfOver();
    }

    private void perform(CallerLeg.Command command, Cause cause) {
        switch (command) {
            case CallerLeg.SendProgress _ -> sendProgress(cause.message().orElseThrow());
            case CallerLeg.SendOk _       -> sendOk(cause.message().orElseThrow());
            case CallerLeg.SendFinal c    -> sendFinal(c.status(), cause);
            case CallerLeg.PassAck _      -> passAck(cause);
            case CallerLeg.SendBye _      -> sendBye(winner.orElseThrow().dialog(Side.CALLER), cause);
            case CallerLeg.DropCallee _   -> fire(new CalleeLeg.CallerLeft(), cause);
        }
    }

    private void perform(CalleeLeg.Command command, Cause cause) {
        switch (command) {
            case CalleeLeg.RelayProgress _ -> fire(new CallerLeg.CalleeProgressed(), cause);
            case CalleeLeg.RelayAnswer _   -> fire(new CallerLeg.CalleeAnswered(), cause);
            case CalleeLeg.SendCancel _    -> outgoing.ifPresent(tx -> tx.cancel(cause.reason()));
            case CalleeLeg.SendAck c       -> callees.sendAck(c.tag(), cause.request(Methods.ACK));
            case CalleeLeg.SendBye c       -> sendBye(callees.dialog(c.tag()), cause);
            case CalleeLeg.DropCaller c    -> fire(new CallerLeg.CalleeLeft(c.status()), cause);
        }
    }

    private void sendProgress(SipMessage response) {
        Optional<String> tag = response.toTag();
        if (tag.isPresent()) bridge(tag.get()).relay(incoming, response);
        else incoming.respond(draft.vouched(Side.CALLEE, context.messages().relay(response, incoming.request(), firstTag)));
    }

    private void sendOk(SipMessage response) {
        ringing.cancel();
        DialogBridge bridge = bridge(response.toTag().orElse(""));
        winner = Optional.of(bridge);
        bridges.values().stream().filter(other -> other != bridge).forEach(this::part);
        SipMessage ok = bridge.response(incoming, response);
        end = context.replica().now().plus(draft.maxLength());
        context.replica().answered(record(bridge), context.outlet().scheduler(), () -> repeat(ok));
        length = CallLength.start(context.outlet().scheduler(), draft.maxLength(), () -> hangUp(480, CallLength.REASON));
        if (timers.fastAck() && Messages.hasSdp(draft.invite())) fire(new CalleeLeg.CallerAcknowledged(), Cause.NONE);
    }

    private void repeat(SipMessage ok) {
        if (isOver()) incoming.respond(ok);
        else answer = Optional.of(SuccessRetransmission.start(context.outlet().scheduler(), context.outlet().timers(), incoming, ok,
            () -> fire(new CallerLeg.AckTimeout(), Cause.of("SIP;cause=408;text=\"No ACK\""))));
    }

    private CallRecord record(DialogBridge bridge) {
        return timers.record(bridge, draft.invite(), draft.parameters(), end);
    }

    private void replicate() {
        if (!isOver()) winner.ifPresent(bridge -> context.replica().changed(record(bridge)));
    }

    private void sendFinal(int status, Cause cause) {
        SipMessage request = incoming.request();
        SipMessage response = cause.refusal().map(far -> draft.vouched(Side.CALLEE, context.messages().relay(far, request, firstTag)))
            .orElseGet(() -> context.messages().respond(request, status, firstTag));
        timers.onRespond(Side.CALLER, request, response);
        incoming.respond(response);
    }

    private void passAck(Cause cause) {
        answer.ifPresent(SuccessRetransmission::stop);
        winner.ifPresent(DialogBridge::close);
        cause.message().ifPresent(ack -> timers.onSend(Side.CALLEE, ack));
        winner.ifPresent(timers::joined);
        fire(new CalleeLeg.CallerAcknowledged(), cause);
        taker.ifPresent(by -> {
            taker = Optional.empty();
            by.talks(handOver(Side.CALLER));
        });
    }

    private void sendBye(Dialog dialog, Cause cause) {
        if (kept.filter(side -> winner.isPresent() && dialog == dialog(side)).isPresent()) return;
        SipMessage bye = dialog.request(Methods.BYE);
        Side from = dialog.id().callId().equals(callees.invite().callId()) ? Side.CALLER : Side.CALLEE;
        cause.request(Methods.BYE).ifPresentOrElse(theirs -> draft.vouched(from, context.messages().carry(theirs, bye)), () -> context.messages().own(bye));
        if (from == Side.CALLER) Messages.assertIdentity(callees.invite(), bye);
        cause.ownReason().ifPresent(reason -> bye.set(HeaderNames.REASON, reason));
        byes.send(bye, dialog.nextHop());
    }

    /** The bridge of this branch, made when it first speaks; the first one gets the tag that refusals have too. */
    private DialogBridge bridge(String tag) {
        return bridges.computeIfAbsent(tag, _ -> {
            String ourTag = bridges.isEmpty() ? firstTag : context.tokens().tag();
            var bridge = new DialogBridge(Dialog.uas(incoming.request(), ourTag), callees.dialog(tag), incoming.request(),
                callees.invite().cSeq(), context.tokens().rSeq(), context.outlet(), context.messages(), timers);
            for (Side side : Side.values()) context.table().join(bridge.dialog(side).id(), new BridgeEnd(this, bridge, side));
            return bridge;
        });
    }

    private void part(DialogBridge bridge) {
        for (Side side : Side.values()) context.table().part(bridge.dialog(side).id(), new BridgeEnd(this, bridge, side));
    }

    private void respond(ServerTransaction tx, int status) {
        tx.respond(context.messages().respond(tx.request(), status, firstTag));
    }

    private boolean isOver() {
        return caller instanceof CallerLeg.Released && callee instanceof CalleeLeg.Released;
    }

    private void finishIfOver() {
        if (!isOver()) return;
        taker.ifPresent(Taker::over);
        ringing.cancel();
        timers.stop();
        answer.ifPresent(SuccessRetransmission::stop);
        if (length.cancel()) winner.ifPresent(bridge -> context.replica().ended(bridge.key()));    // once; at its longest it is gone by itself
        bridges.values().forEach(DialogBridge::end);
        if (byes.isOpen()) return;
        bridges.values().forEach(this::part);
        outgoing.ifPresent(tx -> tx.letGo(callees.afterwards()));
        context.table().close(incoming, this);
    }
}
