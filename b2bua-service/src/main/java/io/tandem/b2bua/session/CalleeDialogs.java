package io.tandem.b2bua.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.PassedHeaders;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialogs that one INVITE of leg B made, one for each To tag (RFC 3261 §12.1.2, §13.2.2.4), and their ACKs. Loop thread only. */
public final class CalleeDialogs {
    private static final Logger LOG = LoggerFactory.getLogger(CalleeDialogs.class);

    private SipMessage invite;
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
            fresh.addAll(theirs, PassedHeaders.ACK);
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

    /** For a call that is over, whose INVITE transaction lives on for 64*T1 (RFC 6026): each 2xx gets its ACK, and a dialog that it begins ends at once
     * (§13.2.2.4). Holds these dialogs, not the call, and of the INVITE what they need: all that is kept for so long is copied by the collector. */
    public ClientTransactionListener afterwards() {
        invite = essence();
        return new Afterwards();
    }

    private SipMessage essence() {
        SipMessage.Builder kept = SipMessage.request(Methods.INVITE, invite.requestUri()).header(HeaderNames.CALL_ID, invite.callId())
            .header(HeaderNames.CSEQ, invite.cSeq() + " " + Methods.INVITE);
        for (String name : List.of(HeaderNames.FROM, HeaderNames.P_ASSERTED_IDENTITY)) invite.lines(name).forEach(line -> kept.header(name, line));
        return kept.build();
    }

    private final class Afterwards implements ClientTransactionListener {
        @Override public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() / 100 != 2) return;
            String tag = response.toTag().orElse("");
            boolean begins = !acks.containsKey(tag);
            try {
                confirmed(tag, response);
                sendAck(tag, Optional.empty());
                if (begins) hangUp(dialog(tag));
            } catch (MalformedMessageException e) {
                LOG.warn("{} of call {}, which is over, cannot be used: {}", response.status(), invite.callId(), e.getMessage());
            }
        }

        private void hangUp(Dialog dialog) {
            SipMessage bye = context.messages().own(dialog.request(Methods.BYE));
            Messages.assertIdentity(invite, bye);
            new Byes(context.outlet(), () -> { }).send(bye, dialog.nextHop());
        }

        @Override public void onTimeout(ClientTransaction tx) {
            LOG.debug("INVITE of call {}, which is over, has no end", invite.callId());
        }

        @Override public void onTransportError(ClientTransaction tx, Exception cause) {
            LOG.debug("INVITE of call {}, which is over: {}", invite.callId(), cause.toString());
        }
    }
}
