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
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialogs that one INVITE of leg B made, one for each To tag (RFC 3261 §12.1.2, §13.2.2.4), and their ACKs. Loop thread only. */
public final class CalleeDialogs {
    private static final Logger LOG = LoggerFactory.getLogger(CalleeDialogs.class);

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
     * (§13.2.2.4). Holds neither the call nor these dialogs but bytes: all that is kept for so long is copied by the collector. */
    public ClientTransactionListener afterwards() {
        Map<String, Acknowledged> known = new HashMap<>(2 * acks.size());
        acks.forEach((tag, ack) -> known.put(tag, new Acknowledged(ack.toBytes(), dialog(tag).nextHop())));
        Map<String, Dialog> unanswered = new HashMap<>(dialogs);
        unanswered.keySet().removeAll(acks.keySet());
        return new Afterwards(essence().toBytes(), Map.copyOf(known), Map.copyOf(unanswered), context);
    }

    /** Of the INVITE what a dialog needs. */
    private SipMessage essence() {
        SipMessage.Builder kept = SipMessage.request(Methods.INVITE, invite.requestUri()).header(HeaderNames.CALL_ID, invite.callId())
            .header(HeaderNames.CSEQ, invite.cSeq() + " " + Methods.INVITE);
        for (String name : List.of(HeaderNames.FROM, HeaderNames.P_ASSERTED_IDENTITY)) invite.lines(name).forEach(line -> kept.header(name, line));
        return kept.build();
    }

    /** What a dialog is that has its 2xx. */
    private record Acknowledged(byte[] ack, SipUri nextHop) {}

    private static final class Afterwards implements ClientTransactionListener {
        private final byte[] invite;
        private final Map<String, Acknowledged> known;
        private final Map<String, Dialog> unanswered;
        private final CallContext context;
        private Optional<CalleeDialogs> late = Optional.empty();

        Afterwards(byte[] invite, Map<String, Acknowledged> known, Map<String, Dialog> unanswered, CallContext context) {
            this.invite = invite;
            this.known = known;
            this.unanswered = unanswered;
            this.context = context;
        }

        @Override public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() / 100 != 2) return;
            Acknowledged again = known.get(response.toTag().orElse(""));
            if (again == null) answered(response);
            else context.outlet().sendAck(SipMessage.parse(again.ack), again.nextHop);
        }

        private void answered(SipMessage response) {
            String tag = response.toTag().orElse("");
            CalleeDialogs forks = late.orElseGet(this::forks);
            late = Optional.of(forks);
            boolean begins = !forks.acks.containsKey(tag);
            try {
                forks.confirmed(tag, response);
                forks.sendAck(tag, Optional.empty());
                if (begins) hangUp(forks, tag);
            } catch (MalformedMessageException e) {
                LOG.warn("{} of call {}, which is over, cannot be used: {}", response.status(), response.callId(), e.getMessage());
            }
        }

        private CalleeDialogs forks() {
            CalleeDialogs forks = new CalleeDialogs(SipMessage.parse(invite), context);
            forks.dialogs.putAll(unanswered);
            return forks;
        }

        private void hangUp(CalleeDialogs forks, String tag) {
            Dialog dialog = forks.dialog(tag);
            SipMessage bye = context.messages().own(dialog.request(Methods.BYE));
            Messages.assertIdentity(forks.invite, bye);
            new Byes(context.outlet(), () -> { }).send(bye, dialog.nextHop());
        }

        @Override public void onTimeout(ClientTransaction tx) {
            LOG.debug("INVITE of a call that is over, to {}, has no end", tx.target().remote());
        }

        @Override public void onTransportError(ClientTransaction tx, Exception cause) {
            LOG.debug("INVITE of a call that is over, to {}: {}", tx.target().remote(), cause.toString());
        }
    }
}
