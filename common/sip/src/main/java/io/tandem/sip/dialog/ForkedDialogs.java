package io.tandem.sip.dialog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;

/** The dialogs that one INVITE of ours may have formed: one for each To tag, since proxies fork (RFC 3261 §12.1.2, §13.2.2.4). */
public final class ForkedDialogs {
    private final SipMessage invite;
    private final Map<String, Dialog> byRemoteTag = new LinkedHashMap<>();

    public ForkedDialogs(SipMessage invite) {
        this.invite = invite;
    }

    /** Takes a 1xx or 2xx with a To tag: makes its dialog, or confirms an early one. @return empty for a 100, a failure, or no To tag */
    public Optional<Dialog> onResponse(SipMessage response) {
        int status = response.status();
        Optional<String> tag = response.toTag();
        if (status <= 100 || status >= 300 || tag.isEmpty()) return Optional.empty();
        Dialog dialog = byRemoteTag.computeIfAbsent(tag.get(), _ -> Dialog.uac(invite, response));
        if (status >= 200) dialog.confirm(response);
        else if (dialog.state() == Dialog.State.EARLY) dialog.refreshEarly(response);
        return Optional.of(dialog);
    }

    /** Ends every dialog that is still early: 64*T1 after the first 2xx, or when the INVITE failed (§13.2.2.4). */
    public void endEarly() {
        byRemoteTag.values().stream().filter(dialog -> dialog.state() == Dialog.State.EARLY).forEach(Dialog::terminate);
    }

    public Collection<Dialog> all() {
        return byRemoteTag.values();
    }
}
