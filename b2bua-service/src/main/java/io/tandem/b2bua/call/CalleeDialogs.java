package io.tandem.b2bua.call;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.b2bua.message.PassedHeaders;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.SipMessage;

/** The dialogs that one INVITE of leg B made, one for each To tag (RFC 3261 §12.1.2, §13.2.2.4), and their ACKs. Loop thread only. */
final class CalleeDialogs {
    private final SipMessage invite;
    private final CallContext context;
    private final Map<String, Dialog> dialogs = new HashMap<>();
    private final Map<String, SipMessage> acks = new HashMap<>();

    CalleeDialogs(SipMessage invite, CallContext context) {
        this.invite = invite;
        this.context = context;
    }

    SipMessage invite() {
        return invite;
    }

    void early(String tag, SipMessage response) {
        dialogs.computeIfAbsent(tag, _ -> Dialog.uac(invite, response));
    }

    void confirmed(String tag, SipMessage response) {
        early(tag, response);
        dialog(tag).confirm(response);
    }

    Dialog dialog(String tag) {
        return Optional.ofNullable(dialogs.get(tag)).orElseThrow(() -> new IllegalStateException("no dialog with tag " + tag + " on leg B"));
    }

    /** The ACK of this dialog's 2xx, the same one each time; the first time with the body of the caller's. */
    void sendAck(String tag, Optional<SipMessage> callers) {
        SipMessage ack = acks.computeIfAbsent(tag, _ -> {
            SipMessage fresh = dialog(tag).ack(invite.cSeq());
            callers.ifPresent(theirs -> {
                PassedHeaders.copy(theirs, fresh, PassedHeaders.ACK);
                PassedHeaders.copyBody(theirs, fresh);
            });
            return fresh;
        });
        context.outlet().sendAck(ack, dialog(tag).nextHop());
    }
}
