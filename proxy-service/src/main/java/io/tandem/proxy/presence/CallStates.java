package io.tandem.proxy.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipUri;

/** The calls of all subscribers, as this process sees them. Event loop only. */
final class CallStates implements CallWatch {

    /** Hears that calls of a subscriber have changed. */
    interface Listener {
        /** @param calls of this subscriber, if anybody wants to know; one that has just ended is among them */
        void changed(AddressOfRecord owner, Supplier<List<WatchedCall>> calls);

        /** A call has taken the place that was reserved for it. */
        void placeTaken(AddressOfRecord owner, int appearance);
    }

    private final Map<AddressOfRecord, Map<String, WatchedCall>> calls = new HashMap<>();
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
        return List.copyOf(calls.getOrDefault(owner, Map.of()).values());
    }

    @Override
    public void calling(Attempt leg) {
        String callId = leg.request().callId();
        Caller caller = leg.original().caller().orElseThrow();
        NameAddr from = leg.identity().map(CallerIdentity::from).orElseGet(() -> NameAddr.of(SipUri.of("anonymous", "anonymous.invalid", -1)));
        Set<AddressOfRecord> callees = callees(leg);
        for (AddressOfRecord before : List.copyOf(owners.getOrDefault(callId, Set.of()))) {
            if (!callees.contains(before)) {
                end(before, callId, false); // the call has gone on to somebody else
            }
        }
        if (caller.isAuthenticated()) {
            AddressOfRecord owner = addressOf(caller.subscriber());
            if (!calls.getOrDefault(owner, Map.of()).containsKey(key(callId, true))) {
                begin(owner, callId, true, NameAddr.of(called(leg)), place(owner, leg));
            }
        }
        callees.stream().filter(callee -> !calls.getOrDefault(callee, Map.of()).containsKey(key(callId, false)))
                .forEach(callee -> begin(callee, callId, false, from, appearances.free(callee, of(callee)).orElse(0)));
    }

    private static SipUri called(Attempt leg) {
        SipUri called = leg.original().called();
        return called.isSip() ? called.withParameters(Parameters.NONE).withoutHeaders() : called;
    }

    /** The place on a shared line that the phone has reserved, else any. */
    private int place(AddressOfRecord owner, Attempt leg) {
        OptionalInt wanted = Appearances.asked(leg.received());
        if (wanted.isPresent() && appearances.release(owner, wanted.getAsInt()).isPresent()) {
            listener.placeTaken(owner, wanted.getAsInt());
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

    private void begin(AddressOfRecord owner, String callId, boolean initiator, NameAddr remote, int appearance) {
        owners.computeIfAbsent(callId, _ -> new LinkedHashSet<>()).add(owner);
        put(owner, key(callId, initiator), new WatchedCall("d" + Long.toHexString(++lastId), owner, initiator, WatchedCall.Phase.TRYING, remote, appearance,
                false));
    }

    private void put(AddressOfRecord owner, String key, WatchedCall call) {
        calls.computeIfAbsent(owner, _ -> new LinkedHashMap<>()).put(key, call);
        listener.changed(owner, () -> of(owner));
    }

    private static String key(String callId, boolean initiator) {
        return (initiator ? ">" : "<") + callId;
    }

    @Override
    public void ringing(String callId) {
        change(callId, call -> call.phase() == WatchedCall.Phase.TRYING ? call.in(WatchedCall.Phase.EARLY) : call);
    }

    /** Of a group that rings, only who has answered stays in the call, and the group itself. */
    @Override
    public void answered(String callId, Optional<Receiver> receiver) {
        List<AddressOfRecord> ringing = owners.getOrDefault(callId, Set.of()).stream()
                .filter(owner -> calls.getOrDefault(owner, Map.of()).containsKey(key(callId, false))).toList();
        if (ringing.size() > 1) {
            ringing.stream().skip(1).filter(member -> receiver.isPresent() && !receiver.get().rings().equals(member))
                    .forEach(member -> end(member, callId, false));
        }
        change(callId, call -> call.in(WatchedCall.Phase.CONFIRMED));
    }

    @Override
    public void held(String callId, boolean byCaller, boolean held) {
        change(callId, call -> call.initiator() == byCaller ? call.held(held) : call);
    }

    @Override
    public void ended(String callId) {
        for (AddressOfRecord owner : List.copyOf(owners.getOrDefault(callId, Set.of()))) {
            end(owner, callId, true);
            end(owner, callId, false);
        }
    }

    private void change(String callId, UnaryOperator<WatchedCall> change) {
        for (AddressOfRecord owner : List.copyOf(owners.getOrDefault(callId, Set.of()))) {
            for (boolean initiator : new boolean[] {true, false}) {
                WatchedCall before = calls.getOrDefault(owner, Map.of()).get(key(callId, initiator));
                WatchedCall after = before == null ? null : change.apply(before);
                if (after != null && !after.equals(before)) {
                    put(owner, key(callId, initiator), after);
                }
            }
        }
    }

    private void end(AddressOfRecord owner, String callId, boolean initiator) {
        Map<String, WatchedCall> mine = calls.getOrDefault(owner, Map.of());
        WatchedCall last = mine.get(key(callId, initiator));
        if (last == null) {
            return;
        }
        mine.remove(key(callId, initiator));
        if (mine.isEmpty()) {
            calls.remove(owner);
        }
        if (!mine.containsKey(key(callId, !initiator))) {
            forget(owner, callId);
        }
        listener.changed(owner, () -> {
            List<WatchedCall> shown = new ArrayList<>(mine.values());
            shown.add(last.in(WatchedCall.Phase.TERMINATED));
            return shown;
        });
    }

    private void forget(AddressOfRecord owner, String callId) {
        Set<AddressOfRecord> known = owners.getOrDefault(callId, new LinkedHashSet<>());
        known.remove(owner);
        if (known.isEmpty()) {
            owners.remove(callId);
        }
    }

    /** Subscribers in a call. */
    int size() {
        return calls.size();
    }
}
