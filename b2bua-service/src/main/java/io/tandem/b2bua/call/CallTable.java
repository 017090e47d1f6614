package io.tandem.b2bua.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.leg.Side;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** Every call of this process, by dialog and by open INVITE. Loop thread only, except {@link #size}. */
final class CallTable {
    /** Where a message within a dialog belongs. */
    record Place(Call call, DialogBridge bridge, Side side) {}

    private final Set<Call> calls = new LinkedHashSet<>();
    private final Map<DialogId, Place> dialogs = new HashMap<>();
    private final Map<ServerTransaction, Call> invites = new IdentityHashMap<>();
    private volatile int size;

    void open(ServerTransaction invite, Call call) {
        calls.add(call);
        invites.put(invite, call);
        size = calls.size();
    }

    void join(Call call, DialogBridge bridge) {
        for (Side side : Side.values()) dialogs.put(bridge.dialog(side).id(), new Place(call, bridge, side));
    }

    void part(DialogBridge bridge) {
        for (Side side : Side.values()) dialogs.remove(bridge.dialog(side).id());
    }

    void close(ServerTransaction invite, Call call) {
        calls.remove(call);
        invites.remove(invite);
        size = calls.size();
    }

    Optional<Place> find(SipMessage received) {
        return Optional.ofNullable(dialogs.get(DialogId.ofRequest(received)));
    }

    Optional<Call> findByInvite(ServerTransaction invite) {
        return Optional.ofNullable(invites.get(invite));
    }

    List<Call> all() {
        return new ArrayList<>(calls);
    }

    /** Any thread. */
    int size() {
        return size;
    }

    /** Dialogs and INVITEs that a message could still find; 0 when no call is up. */
    int entries() {
        return dialogs.size() + invites.size();
    }
}
