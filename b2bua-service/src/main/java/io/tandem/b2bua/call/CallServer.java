package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.Replaces;
import io.tandem.b2bua.message.Tokens;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.outlet.UnresolvableTargetException;
import io.tandem.b2bua.park.CarPark;
import io.tandem.b2bua.park.ParkPlace;
import io.tandem.b2bua.replica.CallReplica;
import io.tandem.b2bua.session.Authority;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.CallTable;
import io.tandem.b2bua.session.Place;
import io.tandem.b2bua.session.Replaceable;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.thirdparty.ClickToDial;
import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.b2bua.thirdparty.TextMessage;
import io.tandem.b2bua.thirdparty.TextMessages;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.b2bua.timer.CallScheduler;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MessageCheck;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionUser;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where messages come in: opens calls, finds the call of a dialog, answers what belongs to none. Loop thread only, except {@link #calls}. */
public final class CallServer implements TransactionUser {
    private static final Logger LOG = LoggerFactory.getLogger(CallServer.class);

    private final CallTable table = new CallTable();
    private final CallContext context;
    private final CallPlan plan;
    private final Supplier<Load> load;
    private final CallProperties limits;
    private final ClickToDial clickToDial;
    private final TextMessages textMessages;
    private final CarPark carPark;
    private final Duty duty;
    private boolean draining;

    /** Serves nobody before {@link #serve}.
     * @param outlets makes the way out that sends the responses to this server
     * @param replica where established calls outlive this process
     * @param loopDelay how far the loop lags behind */
    public CallServer(Function<TransactionUser, Outlet> outlets, Messages messages, Tokens tokens, CallSettings settings,
                      CallReplica replica, Supplier<Duration> loopDelay) {
        Outlet outlet = outlets.apply(this);
        var timers = new CallScheduler(outlet.scheduler());
        this.context = new CallContext(new Outlet(outlet.transactions(), timers, outlet.local()), messages, tokens, table, settings.transfers(),
            settings.legs(), replica);
        this.carPark = new CarPark(settings.park(), context);
        this.duty = new Duty(context, timers, this::onRequest);
        this.limits = settings.limits();
        this.plan = new CallPlan(limits, messages, tokens);
        this.clickToDial = new ClickToDial(context, settings.thirdParty().proxyUri(), limits.maxRinging());
        this.textMessages = new TextMessages(context, settings.thirdParty().proxyUri());
        this.load = () -> new Load(table.size(), loopDelay.get(), draining || !duty.isServing());
    }

    @Override public void onRequest(ServerTransaction tx) {
        if (duty.holds(tx)) return;
        try {
            if (tx.request().toTag().isPresent()) onDialogRequest(tx);
            else onOtherRequest(tx);
        } catch (UnresolvableTargetException e) {
            LOG.warn("{} of call {}: {}", tx.request().method(), tx.request().callId(), e.getMessage());
            respond(tx, 500);
        }
    }

    @Override public void onAck(SipMessage ack, Flow source) {
        table.find(ack).ifPresentOrElse(place -> place.onAck(ack),
            () -> LOG.debug("ACK for no call of ours dropped, Call-ID {} from {}", ack.callId(), source.remote()));
    }

    @Override public void onCancel(ServerTransaction invite, SipMessage cancel) {
        if (cancel.toTag().isPresent()) table.find(cancel).ifPresent(place -> place.onCancel(cancel));
        else table.findByInvite(invite).ifPresent(call -> call.accept(cancel));
    }

    @Override public void onStrayResponse(SipMessage response, Flow source) {
        if (response.status() / 100 == 2 && response.method().equals(Methods.INVITE)) {
            table.find(DialogId.ofResponse(response)).ifPresent(place -> place.onStraySuccess(response));
        }
        LOG.debug("{} to {} belongs to no transaction, Call-ID {} from {}", response.status(), response.method(), response.callId(),
            source.remote());
    }

    /** This node is active: calls that the other one, or an earlier process, has left go on. */
    public void serve() {
        duty.begin();
    }

    /** The other node is active: requests wait, and its calls are forgotten here. */
    public void standBy() {
        duty.end();
        carPark.clear();
    }

    /** Calls up or being set up. Any thread. */
    public int calls() {
        return table.size();
    }

    /** Dialogs and INVITEs that are remembered; 0 without calls. */
    public int entries() {
        return table.entries();
    }

    /** No new calls from now on. Established ones are left to the other node of the pair if that has them, and count here no more; of all others both
     * parties get a BYE, or the caller a 503 and the callee a CANCEL. */
    public void drain() {
        draining = true;
        context.replica().whenCopied(context.outlet().scheduler(), this::leaveOrEnd);
    }

    private void leaveOrEnd(boolean copied) {
        int left = 0;
        for (Session call : table.all()) {
            if (copied && call.isKept()) {
                table.close(call); // what comes for it while this process lasts still finds its dialogs
                left++;
            } else {
                call.hangUp(503, "SIP;cause=503;text=\"Shutting down\"");
            }
        }
        if (left > 0) LOG.info("{} calls left to the other node", left);
    }

    /** Begins a call that nobody dialled.
     * @return completes on the loop with the first news of the subscriber's phones; 503 at once while calls are refused */
    public CompletableFuture<DialProgress> dial(DialRequest request) {
        return load.get().refuses(limits) ? CompletableFuture.completedFuture(new DialProgress(503, Messages.phrase(503))) : clickToDial.dial(request);
    }

    /** Sends a text message for a subscriber.
     * @return completes on the loop with the final response; 503 at once while calls are refused */
    public CompletableFuture<TextMessage.Answer> send(TextMessage message) {
        return load.get().refuses(limits) ? CompletableFuture.completedFuture(new TextMessage.Answer(503, Messages.phrase(503)))
            : textMessages.send(message);
    }

    private void onDialogRequest(ServerTransaction tx) {
        Optional<Place> place = table.find(tx.request());
        if (place.isPresent()) place.get().onRequest(tx);
        else respond(tx, 481);
    }

    private void onOtherRequest(ServerTransaction tx) {
        SipMessage request = tx.request();
        if (MessageCheck.check(request) instanceof MessageCheck.Verdict.Refused refused) {
            LOG.debug("{} refused with {}: {}", request.method(), refused.status(), refused.why());
            tx.respond(refused.answer(request));
            return;
        }
        switch (request.method()) {
            case Methods.INVITE -> onInvite(tx);
            case Methods.OPTIONS -> onOptions(tx);
            case Methods.BYE, Methods.UPDATE, Methods.PRACK, Methods.INFO -> respond(tx, 481);
            default -> respond(tx, 405);
        }
    }

    private void onInvite(ServerTransaction tx) {
        switch (plan.decide(tx.request(), load.get())) {
            case Verdict.Go go -> open(tx, go.draft());
            case Verdict.Refuse refuse -> {
                if (refuse.status() != 503) LOG.info("INVITE {} refused with {}: {}", tx.request().callId(), refuse.status(), refuse.why());
                tx.respond(refuse.finish(context.messages().respond(tx.request(), refuse.status(), refuse.reason(), context.tokens().tag())));
            }
        }
    }

    private void open(ServerTransaction tx, CallDraft draft) {
        Optional<ParkPlace> place = ParkPlace.of(draft.parameters());
        switch (draft.invite().header("P-App-Name").orElse("")) {
            case CarPark.PARK -> {
                if (place.filter(free -> carPark.park(tx, free, draft.maxLength())).isEmpty()) respond(tx, 486);
            }
            case CarPark.TAKE -> place.flatMap(carPark::take)
                .ifPresentOrElse(far -> new ReplacingCall(tx, far, draft.maxLength(), context).start(), () -> respond(tx, 404));
            default -> dial(tx, draft);
        }
    }

    private void dial(ServerTransaction tx, CallDraft draft) {
        Optional<String> header = draft.invite().header("Replaces");
        if (header.isEmpty()) new Call(tx, draft, context).start();
        else replace(tx, draft, Replaces.parse(header.get()));
    }

    /** The call takes the place of a party in another one (RFC 3891 §3). */
    private void replace(ServerTransaction tx, CallDraft draft, Optional<Replaces> replaces) {
        Optional<Replaceable> place = replaces.flatMap(named -> Replaceable.find(named, table));
        Authority asker = draft.authority(Side.CALLER);
        if (replaces.isEmpty()) {
            respond(tx, 400);
        } else if (place.filter(found -> !found.yieldsTo(asker)).isPresent()) {
            LOG.warn("call {} of {} refused with 403: it may not take the place of {} in call {}; only the party itself, its colleagues in one cloud PBX, and "
                + "who was asked to may", draft.invite().callId(), asker, place.orElseThrow().replaced(), replaces.get().dialog().callId());
            respond(tx, 403);
        } else if (place.filter(Replaceable::isEarly).isPresent()) {
            new PickUp(tx, draft.maxLength(), context).start(place.get());
        } else if (replaces.get().earlyOnly()) {
            respond(tx, 486);
        } else {
            place.flatMap(Replaceable::replace)
                .ifPresentOrElse(far -> new ReplacingCall(tx, far, draft.maxLength(), context).start(), () -> respond(tx, 481));
        }
    }

    private void onOptions(ServerTransaction tx) {
        SipMessage response = context.messages().respond(tx.request(), draining ? 503 : 200, context.tokens().tag());
        tx.respond(response.set(HeaderNames.ALLOW, context.messages().allow()).set("Accept", "application/sdp")
            .set(HeaderNames.SUPPORTED, "100rel, timer, replaces"));
    }

    private void respond(ServerTransaction tx, int status) {
        tx.respond(context.messages().respond(tx.request(), status, context.tokens().tag()));
    }
}
