package io.tandem.b2bua.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** Every call of this process, by dialog and by open INVITE. Loop thread only, except {@link #size}. */
public final class CallTable {
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Map<DialogId, Place> dialogs = new HashMap<>();
    private final Map<ServerTransaction, Consumer<SipMessage>> invites = new IdentityHashMap<>();
    private volatile int size;

    public void open(Session session) {
        sessions.add(session);
        size = sessions.size();
    }

    /** @param onCancel takes the CANCEL of this INVITE */
    public void open(ServerTransaction invite, Session session, Consumer<SipMessage> onCancel) {
        invites.put(invite, onCancel);
        open(session);
    }

    /** Messages of this dialog go there from now on, wherever they went before. */
    public void join(DialogId dialog, Place place) {
        dialogs.put(dialog, place);
    }

    /** Does nothing if the dialog has found another place meanwhile. */
    public void part(DialogId dialog, Place place) {
        dialogs.remove(dialog, place);
    }

    public void close(Session session) {
        sessions.remove(session);
        size = sessions.size();
    }

    public void close(ServerTransaction invite, Session session) {
        invites.remove(invite);
        close(session);
    }

    public Optional<Place> find(SipMessage received) {
        return find(DialogId.ofRequest(received));
    }

    public Optional<Place> find(DialogId dialog) {
        return Optional.ofNullable(dialogs.get(dialog));
    }

    /** Who takes a CANCEL of this INVITE. */
    public Optional<Consumer<SipMessage>> findByInvite(ServerTransaction invite) {
        return Optional.ofNullable(invites.get(invite));
    }

    /** No message finds a call any more. */
    public void clear() {
        sessions.clear();
        dialogs.clear();
        invites.clear();
        size = 0;
    }

    public List<Session> all() {
        return new ArrayList<>(sessions);
    }

    /** Any thread. */
    public int size() {
        return size;
    }

    /** Dialogs and INVITEs that a message could still find; 0 when no call is up. */
    public int entries() {
        return dialogs.size() + invites.size();
    }
}
