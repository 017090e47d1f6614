package io.tandem.b2bua.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.b2bua.message.PassedHeaders;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.SipMessage;

/** The dialogs that one INVITE of leg B made, one for each To tag (RFC 3261 §12.1.2, §13.2.2.4), and their ACKs. Loop thread only. */
public final class CalleeDialogs {
    private final SipMessage invite;
    private final CallContext context;
    private final Map<String, Dialog> dialogs = new HashMap<>();
    private final Map<String, SipMessage> acks = new HashMap<>();

    public CalleeDialogs(SipMessage invite, CallContext context) {
        this.invite = invite;
        this.context = context;
    }

    public SipMessage invite() {
        return invite;
    }

    public void early(String tag, SipMessage response) {
        dialogs.computeIfAbsent(tag, _ -> Dialog.uac(invite, response));
    }

    public void confirmed(String tag, SipMessage response) {
        early(tag, response);
        dialog(tag).confirm(response);
    }

    public Dialog dialog(String tag) {
        return Optional.ofNullable(dialogs.get(tag)).orElseThrow(() -> new IllegalStateException("no dialog with tag " + tag + " on leg B"));
    }

    /** The ACK of this dialog's 2xx, the same one each time; the first time with the body of the caller's. */
    public void sendAck(String tag, Optional<SipMessage> callers) {
        sendAck(tag, fresh -> callers.ifPresent(theirs -> {
            PassedHeaders.copy(theirs, fresh, PassedHeaders.ACK);
            PassedHeaders.copyBody(theirs, fresh);
        }));
    }

    /** The same, filled otherwise the first time. */
    public void sendAck(String tag, Consumer<SipMessage> filling) {
        SipMessage ack = acks.computeIfAbsent(tag, _ -> {
            SipMessage fresh = dialog(tag).ack(invite.cSeq());
            filling.accept(fresh);
            return fresh;
        });
        context.outlet().sendAck(ack, dialog(tag).nextHop());
    }
}
