package io.tandem.b2bua.call;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.bridge.SessionWatch;
import io.tandem.b2bua.leg.Reinvite;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.AppParameters;
import io.tandem.b2bua.message.HoldAlteration;
import io.tandem.b2bua.message.LegProperties;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.refresh.LegTimer;
import io.tandem.b2bua.refresh.RefreshMethod;
import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.replica.TimerRecord;
import io.tandem.b2bua.session.Authority;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.thirdparty.OwnReinvite;
import io.tandem.net.Scheduler.Timeout;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;

/** The session timers of one call, a leg each (RFC 4028; signalling.md §3.4): writes the headers, refreshes, and ends a call whose party is silent. Does
 * nothing where the proxy says nothing of timers. Alters hold requests, too, where somebody wants that. Loop thread only. */
final class CallTimers implements SessionWatch {
    private static final Duration GLARE = Duration.ofSeconds(2);
    private static final long LAST_SECONDS = 32;

    private final Map<Side, LegTimer> legs = new EnumMap<>(Side.class);
    private final Map<Side, LegTimer.Agreed> agreed = new EnumMap<>(Side.class);
    private final Map<Side, Timeout> due = new EnumMap<>(Side.class);
    private final Map<Side, SipMessage> described = new EnumMap<>(Side.class);
    private final Set<Side> updating = EnumSet.noneOf(Side.class);
    private final CallContext context;
    private final SessionWatch call;
    private final Runnable changed;
    private final Map<Side, Instant> dueAt = new EnumMap<>(Side.class);
    private Optional<DialogBridge> bridge = Optional.empty();
    private boolean retried;
    private final LegProperties wishes;
    /** Its offer was {@code inactive} before it was altered. */
    private final Set<Side> stilled = EnumSet.noneOf(Side.class);

    /** @param call    hears of lost sessions
     * @param changed runs when a dialog or a timer of the call is another than before */
    CallTimers(AppParameters parameters, CallContext context, SessionWatch call, Runnable changed) {
        this.context = context;
        this.call = call;
        this.changed = changed;
        this.wishes = context.legs().of(parameters);
        LegTimer.of(parameters, "aleg_").ifPresent(timer -> legs.put(Side.CALLER, timer));
        LegTimer.of(parameters, "").ifPresent(timer -> legs.put(Side.CALLEE, timer));
    }

    /** The two talk by this one from now on. */
    void joined(DialogBridge winner) {
        bridge = Optional.of(winner);
        agreed.keySet().forEach(this::schedule);
    }

    /** The call as it is now; its timers run from now where they do not run yet. */
    CallRecord record(DialogBridge bridge, SipMessage invite, AppParameters parameters, Instant end) {
        return new CallRecord(bridge.dialog(Side.CALLER).stored(), bridge.dialog(Side.CALLEE).stored(), invite.headers(HeaderNames.P_ASSERTED_IDENTITY),
            invite.header(Authority.HEADER), parameters, end, record(Side.CALLER), record(Side.CALLEE));
    }

    private TimerRecord record(Side side) {
        Optional<LegTimer.Agreed> interval = Optional.ofNullable(agreed.get(side));
        Instant due = Optional.ofNullable(dueAt.get(side))
            .orElseGet(() -> interval.map(it -> context.replica().now().plus(delay(it))).orElse(Instant.EPOCH));
        return new TimerRecord(interval, due, updating.contains(side), Optional.ofNullable(described.get(side)));
    }

    /** Goes on where another process has stopped.
     * @param spread overdue timers run within so long, not all at once */
    void restore(DialogBridge open, CallRecord record, Duration spread) {
        bridge = Optional.of(open);
        for (Side side : Side.values()) {
            TimerRecord timer = record.timer(side);
            timer.described().ifPresent(message -> described.put(side, message));
            if (timer.updating()) updating.add(side);
            timer.agreed().filter(_ -> legs.containsKey(side)).ifPresent(interval -> {
                agreed.put(side, interval);
                Duration left = Duration.between(context.replica().now(), timer.due());
                start(side, interval, (left.isNegative() ? Duration.ZERO : left).plusMillis(context.tokens().below((int) spread.toMillis())));
            });
        }
    }

    void stop() {
        bridge = Optional.empty();
        due.values().forEach(Timeout::cancel);
    }

    /** The INVITE for a callee that wants longer intervals (RFC 4028 §7.3), once; empty if it is refused for good. */
    Optional<SipMessage> again(SipMessage invite, SipMessage refusal) {
        if (retried || refusal.status() != 422) return Optional.empty();
        return Optional.ofNullable(legs.get(Side.CALLEE)).flatMap(timer -> timer.wanted(refusal).map(wanted -> {
            retried = true;
            SipMessage next = invite.copy().remove(HeaderNames.VIA).set(HeaderNames.CSEQ, invite.cSeq() + 1 + " INVITE");
            timer.request(next, Math.max(wanted, timer.expires()), wanted);
            return next;
        }));
    }

    @Override public void onSessionLost(Side side, int status) {
        call.onSessionLost(side, status);
    }

    @Override public void onSend(Side to, SipMessage request) {
        if (request.toTag().isPresent() && concerns(request)) alterHold(to, request);
        if (Messages.hasSdp(request)) described.put(to, request);
        LegTimer timer = legs.get(to);
        if (timer != null && concerns(request)) timer.request(request);
    }

    @Override public void onRespond(Side to, SipMessage request, SipMessage response) {
        note(to, request);
        if (concerns(request) && response.status() >= 200 && stilled.remove(to)) HoldAlteration.still(response);
        if (Messages.hasSdp(response)) described.put(to, response);
        LegTimer timer = legs.get(to);
        if (!concerns(request)) return;
        if (timer != null && response.status() / 100 == 2) timer.respond(request, response).ifPresent(interval -> agree(to, interval));
        else if (timer != null) LegTimer.strip(response);
        if (bridge.isPresent() && response.status() / 100 == 2) changed.run();
    }

    @Override public void onSuccess(Side by, SipMessage success) {
        note(by, success);
        LegTimer timer = legs.get(by);
        if (timer != null && concerns(success)) timer.agreed(success).ifPresent(interval -> agree(by, interval));
        if (bridge.isPresent() && concerns(success)) changed.run();
    }

    /** The callee's 2xx shall be acknowledged at once. */
    boolean fastAck() {
        return wishes.fastAck();
    }

    private void alterHold(Side to, SipMessage request) {
        HoldAlteration alteration = to == Side.CALLER ? wishes.holdAlterCaller() : wishes.holdAlterCallee();
        if (alteration.alter(request)) stilled.add(to.other());
        else stilled.remove(to.other());
    }

    @Override public Optional<Long> tooOften(Side from, SipMessage request) {
        return Optional.ofNullable(legs.get(from)).filter(timer -> timer.refuses(request)).map(LegTimer::min);
    }

    private void note(Side side, SipMessage message) {
        if (!message.has(HeaderNames.ALLOW)) return;
        if (message.headers(HeaderNames.ALLOW).stream().anyMatch(Methods.UPDATE::equalsIgnoreCase)) updating.add(side);
        else updating.remove(side);
    }

    private static boolean concerns(SipMessage message) {
        return message.method().equals(Methods.INVITE) || message.method().equals(Methods.UPDATE);
    }

    private void agree(Side side, LegTimer.Agreed interval) {
        agreed.put(side, interval);
        if (bridge.isPresent()) schedule(side);
    }

    private void schedule(Side side) {
        LegTimer.Agreed interval = agreed.get(side);
        if (interval == null) return;
        start(side, interval, delay(interval));
    }

    /** Half of the interval where we refresh; else until shortly before its end (RFC 4028 §10). */
    private static Duration delay(LegTimer.Agreed interval) {
        return interval.ours() ? Duration.ofMillis(interval.interval() * 500)
            : Duration.ofSeconds(interval.interval() - Math.min(LAST_SECONDS, interval.interval() / 3));
    }

    private void start(Side side, LegTimer.Agreed interval, Duration delay) {
        dueAt.put(side, context.replica().now().plus(delay));
        after(side, delay, interval.ours() ? () -> refresh(side) : () -> onSessionLost(side, 408));
    }

    private void after(Side side, Duration delay, Runnable task) {
        Timeout before = due.put(side, context.outlet().scheduler().schedule(delay.toNanos(), task));
        if (before != null) before.cancel();
    }

    private void refresh(Side side) {
        if (bridge.isEmpty()) return;
        LegTimer timer = Objects.requireNonNull(legs.get(side), "agreed without a timer");
        boolean update = timer.method() == RefreshMethod.UPDATE || timer.method() == RefreshMethod.UPDATE_FALLBACK_INVITE && updating.contains(side);
        SipMessage told = described.get(side);
        if (update) update(side, timer);
        else if (told != null && bridge.get().opens(side.other())) reinvite(side, timer, told);
        else after(side, GLARE, () -> refresh(side)); // an INVITE is open: its answer is a refresh, too
    }

    private void update(Side side, LegTimer timer) {
        Dialog dialog = bridge.orElseThrow().dialog(side);
        SipMessage request = context.messages().own(dialog.request(Methods.UPDATE)).set(HeaderNames.CONTACT, context.messages().contact());
        timer.request(request);
        context.outlet().send(request, dialog.nextHop(), new Refresh(side));
    }

    private void reinvite(Side side, LegTimer timer, SipMessage told) {
        DialogBridge open = bridge.orElseThrow();
        new OwnReinvite(open.dialog(side), told, context, timer::request, answer -> {
            open.close();
            onSuccess(side, answer);
        }, status -> {
            open.close();
            failed(side, status);
        }).start();
    }

    /** Anything but silence and a lost dialog shows that the party is alive. */
    private void failed(Side side, int status) {
        if (bridge.isEmpty()) return;
        if (Reinvite.endsDialog(status)) onSessionLost(side, status);
        else if (status == 491) after(side, GLARE, () -> refresh(side));
        else schedule(side);
    }

    /** Outcome of an UPDATE. */
    private final class Refresh implements ClientTransactionListener {
        private final Side side;

        Refresh(Side side) {
            this.side = side;
        }

        @Override public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() >= 300) failed(side, response.status());
            else if (response.status() >= 200) onSuccess(side, response);
        }

        @Override public void onTimeout(ClientTransaction tx) {
            failed(side, 408);
        }

        @Override public void onTransportError(ClientTransaction tx, Exception cause) {
            failed(side, 408);
        }
    }
}
