package io.tandem.proxy.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.call.CallWatch;
import io.tandem.proxy.call.Receiver;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.pbx.HuntMember;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;

/** The calls of all subscribers, as this process sees them. Event loop only. */
final class CallStates implements CallWatch {
    private static final NameAddr UNKNOWN = NameAddr.of(SipUri.of("anonymous", "anonymous.invalid", -1));

    /** Hears that calls of a subscriber have changed. */
    interface Listener {
        /** @param calls of this subscriber, if anybody wants to know; one that has just ended is among them */
        void changed(AddressOfRecord owner, Supplier<List<WatchedCall>> calls);

        /** A call has taken the place that was reserved for it. */
        void placeTaken(AddressOfRecord owner, int appearance);
    }

    private final Map<AddressOfRecord, List<WatchedCall>> calls = new HashMap<>(); // few of each
    private final Map<String, Set<AddressOfRecord>> owners = new HashMap<>();
    private final Appearances appearances;
    private final Listener listener;
    private long lastId;

    CallStates(Appearances appearances, Listener listener) {
        this.appearances = appearances;
        this.listener = listener;
    }

    /** Calls of a subscriber. */
    List<WatchedCall> of(AddressOfRecord owner) {
        return List.copyOf(calls.getOrDefault(owner, List.of()));
    }

    @Override
    public void calling(Attempt leg) {
        String callId = leg.request().callId();
        Caller caller = leg.original().caller().orElseThrow();
        Set<AddressOfRecord> callees = callees(leg);
        for (AddressOfRecord before : ownersOf(callId)) {
            if (!callees.contains(before)) {
                end(before, callId, false); // the call has gone on to somebody else
            }
        }
        if (caller.isAuthenticated()) {
            AddressOfRecord owner = addressOf(caller.subscriber());
            if (index(owner, callId, true) < 0) {
                begin(owner, leg, true, NameAddr.of(leg.original().called()), place(owner, leg));
            }
        }
        NameAddr from = leg.identity().map(CallerIdentity::from).orElse(UNKNOWN);
        for (AddressOfRecord callee : callees) {
            if (index(callee, callId, false) < 0) {
                begin(callee, leg, false, from, appearances.free(callee, of(callee)).orElse(0));
            }
        }
    }

    /** The place on a shared line that the phone has reserved, else any. */
    private int place(AddressOfRecord owner, Attempt leg) {
        OptionalInt wanted = Appearances.asked(leg.received());
        if (wanted.isPresent() && appearances.release(owner, wanted.getAsInt()).isPresent()) {
            listener.placeTaken(owner, wanted.getAsInt());
            return wanted.getAsInt();
        }
        if (wanted.isPresent() && wanted.getAsInt() <= Appearances.MOST && wanted.getAsInt() > 0 && !appearances.isTaken(owner, wanted.getAsInt(), of(owner))) {
            return wanted.getAsInt();
        }
        return appearances.free(owner, of(owner)).orElse(0);
    }

    private static Set<AddressOfRecord> callees(Attempt leg) {
        Set<AddressOfRecord> callees = new LinkedHashSet<>();
        leg.localCallee().map(Callee.Local::subscriber).ifPresent(subscriber -> callees.add(addressOf(subscriber)));
        leg.hunt().ifPresent(group -> group.members().stream().map(HuntMember::rings).forEach(callees::add));
        return callees;
    }

    private static AddressOfRecord addressOf(Subscriber subscriber) {
        return new AddressOfRecord(subscriber.username(), subscriber.domain());
    }

    private void begin(AddressOfRecord owner, Attempt leg, boolean initiator, NameAddr remote, int appearance) {
        String callId = leg.request().callId();
        owners.computeIfAbsent(callId, _ -> new LinkedHashSet<>()).add(owner);
        calls.computeIfAbsent(owner, _ -> new ArrayList<>(1)).add(new WatchedCall("d" + Long.toHexString(++lastId), callId,
                leg.received().fromTag().orElse(""), "", owner, initiator, WatchedCall.Phase.TRYING, remote, appearance, false));
        listener.changed(owner, () -> of(owner));
    }

    /** @return -1 if this is no call of that subscriber */
    private int index(AddressOfRecord owner, String callId, boolean initiator) {
        List<WatchedCall> mine = calls.getOrDefault(owner, List.of());
        for (int i = 0; i < mine.size(); i++) {
            if (mine.get(i).initiator() == initiator && mine.get(i).callId().equals(callId)) {
                return i;
            }
        }
        return -1;
    }

    private List<AddressOfRecord> ownersOf(String callId) {
        return List.copyOf(owners.getOrDefault(callId, Set.of()));
    }

    @Override
    public void ringing(String callId, String toTag) {
        change(callId, call -> call.phase() == WatchedCall.Phase.TRYING ? call.ringing(toTag) : call);
    }

    /** Of a group that rings, only who has answered stays in the call, and the group itself. */
    @Override
    public void answered(String callId, Optional<Receiver> receiver) {
        if (receiver.isPresent()) {
            ownersOf(callId).stream().filter(owner -> index(owner, callId, false) >= 0).skip(1)
                    .filter(member -> !receiver.get().rings().equals(member)).forEach(member -> end(member, callId, false));
        }
        change(callId, call -> call.in(WatchedCall.Phase.CONFIRMED));
    }

    @Override
    public void held(String callId, boolean byCaller, boolean held) {
        change(callId, call -> call.initiator() == byCaller ? call.held(held) : call);
    }

    @Override
    public void ended(String callId) {
        for (AddressOfRecord owner : ownersOf(callId)) {
            end(owner, callId, true);
            end(owner, callId, false);
        }
    }

    private void change(String callId, UnaryOperator<WatchedCall> change) {
        for (AddressOfRecord owner : ownersOf(callId)) {
            change(owner, index(owner, callId, true), change);
            change(owner, index(owner, callId, false), change);
        }
    }

    private void change(AddressOfRecord owner, int index, UnaryOperator<WatchedCall> change) {
        if (index >= 0) {
            List<WatchedCall> mine = calls.getOrDefault(owner, List.of());
            WatchedCall before = mine.get(index);
            WatchedCall after = change.apply(before);
            if (!after.equals(before)) {
                mine.set(index, after);
                listener.changed(owner, () -> of(owner));
            }
        }
    }

    private void end(AddressOfRecord owner, String callId, boolean initiator) {
        int index = index(owner, callId, initiator);
        if (index < 0) {
            return;
        }
        List<WatchedCall> mine = calls.getOrDefault(owner, List.of());
        WatchedCall last = mine.remove(index).in(WatchedCall.Phase.TERMINATED);
        if (mine.isEmpty()) {
            calls.remove(owner);
        }
        if (index(owner, callId, !initiator) < 0) {
            forget(owner, callId);
        }
        listener.changed(owner, () -> {
            List<WatchedCall> shown = new ArrayList<>(mine);
            shown.add(last);
            return shown;
        });
    }

    private void forget(AddressOfRecord owner, String callId) {
        owners.computeIfPresent(callId, (_, all) -> {
            all.remove(owner);
            return all.isEmpty() ? null : all;
        });
    }
}
