package io.tandem.proxy.call;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.tandem.net.Scheduler;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Ledger;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;

/** Calls that this process saw begin: for the gauge, and to tell a BYE of the call from a forged one; the ledger hears of their answer and end. Calls of
 * an earlier process are not here; everything that ends a call works without. Event loop only, but for {@link #size}. */
public final class CallTable {
    private static final Duration LONGEST_CALL = Duration.ofHours(12);
    /** The app server ends it before. */
    private static final Duration LONGEST_ANNOUNCEMENT = Duration.ofMinutes(11);

    private static final class Call {
        private final String fromTag;
        private String toTag = "";
        private boolean withoutRelay;
        private Optional<Receiver> receiver = Optional.empty();
        private final Scheduler.Timeout longest;

        private Call(String fromTag, Scheduler.Timeout longest) {
            this.fromTag = fromTag;
            this.longest = longest;
        }
    }

    private record Dialog(String callId, Set<String> tags) {
        private static Dialog of(SipMessage message) {
            return new Dialog(message.callId(), pair(message.fromTag().orElse(""), message.toTag().orElse("")));
        }
    }

    private final Map<String, Call> calls = new HashMap<>();
    private final Set<Dialog> announced = new HashSet<>();
    private final Scheduler scheduler;
    private final Ledger ledger;
    private CallWatch watch = CallWatch.NONE;
    private volatile int size;

    public CallTable(Scheduler scheduler, Ledger ledger) {
        this.ledger = ledger;
        this.scheduler = scheduler;
    }

    /** From now on it hears of all calls. */
    public void watchedBy(CallWatch watcher) {
        watch = watcher;
    }

    /** A leg of a call leaves.
     * @param withoutRelay its parties want no media relay */
    public void calling(Attempt leg, boolean withoutRelay) {
        Call call = calls.get(leg.request().callId());
        if (call != null) {
            call.withoutRelay = withoutRelay;
        }
        watch.calling(leg);
    }

    /** A phone rings. */
    public void ringing(SipMessage progress) {
        watch.ringing(progress.callId(), progress.toTag().orElse(""));
    }

    /** A re-INVITE with this session description was accepted. */
    public void held(SipMessage reinvite, boolean held) {
        Call call = calls.get(reinvite.callId());
        if (call != null) {
            watch.held(reinvite.callId(), call.fromTag.equals(reinvite.fromTag().orElse("")), held);
        }
    }

    /** An INVITE of leg A was let through. */
    public void begin(SipMessage invite) {
        String callId = invite.callId();
        forget(callId);
        Scheduler.Timeout longest = scheduler.schedule(LONGEST_CALL.toNanos(), () -> end(callId));
        calls.put(callId, new Call(invite.fromTag().orElse(""), longest));
        size = calls.size();
    }

    /** The call was answered.
     * @param joins counters in which it counts from now on because of who has answered */
    public void answered(SipMessage success, Function<Receiver, List<Claim>> joins) {
        Call call = calls.get(success.callId());
        if (call != null) {
            call.toTag = success.toTag().orElse("");
        }
        ledger.answered(success.callId());
        watch.answered(success.callId(), receiver(success.callId()));
        receiver(success.callId()).map(joins).filter(claims -> !claims.isEmpty())
                .ifPresent(claims -> ledger.move(success.callId(), List.of(), List.of(claims)));
    }

    /** Leg B knows whose phone has answered; the first counts. Of a call that is not here nothing is kept. */
    public void received(String callId, Receiver receiver) {
        Call call = calls.get(callId);
        if (call != null && call.receiver.isEmpty()) {
            call.receiver = Optional.of(receiver);
        }
    }

    /** Who has answered; empty before, and for calls to others than subscribers. */
    public Optional<Receiver> receiver(String callId) {
        return Optional.ofNullable(calls.get(callId)).flatMap(call -> call.receiver);
    }

    /** The call is over. */
    public void end(String callId) {
        ledger.release(callId);
        forget(callId);
    }

    /** All of them live on another node, or are over; nobody is told. */
    public void forgetAll() {
        calls.values().forEach(call -> call.longest.cancel());
        calls.clear();
        size = 0;
    }

    private void forget(String callId) {
        Call call = calls.remove(callId);
        if (call != null) {
            call.longest.cancel();
            size = calls.size();
            watch.ended(callId);
        }
    }

    /** The app server has answered this call to say why it is refused: it has its record, and its BYE leaves none. */
    public void announced(SipMessage success) {
        Dialog dialog = Dialog.of(success);
        announced.add(dialog);
        scheduler.schedule(LONGEST_ANNOUNCEMENT.toNanos(), () -> announced.remove(dialog));
    }

    /** Whether it was {@link #announced}; not of a call that an earlier process announced. */
    public boolean isAnnounced(SipMessage bye) {
        return announced.contains(Dialog.of(bye));
    }

    /** Whether this is of a leg A that this process saw begin and heard answered. */
    public boolean isUp(SipMessage inDialog) {
        Call call = calls.get(inDialog.callId());
        return call != null && !call.toTag.isEmpty() && mayBelong(inDialog);
    }

    /** Whether this process saw the call go out without a media relay. */
    public boolean isWithoutRelay(String callId) {
        Call call = calls.get(callId);
        return call != null && call.withoutRelay;
    }

    /** False if the Call-ID is that of a call whose tags are others: whoever sent this does not know the dialog. */
    public boolean mayBelong(SipMessage inDialog) {
        Call call = calls.get(inDialog.callId());
        if (call == null || call.toTag.isEmpty()) {
            return true;
        }
        return pair(call.fromTag, call.toTag).equals(Dialog.of(inDialog).tags());
    }

    private static Set<String> pair(String one, String other) {
        return one.equals(other) ? Set.of(one) : Set.of(one, other);
    }

    /** Calls set up or up. Any thread. */
    public int size() {
        return size;
    }
}
