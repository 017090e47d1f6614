package io.tandem.b2bua.thirdparty;

import java.nio.charset.StandardCharsets;

import io.tandem.b2bua.message.ReferTo;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.FinalOutcome;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** Tells the party that has sent a REFER what becomes of it: NOTIFYs of the subscription that a REFER makes (RFC 3515 §2.4.4). Loop thread only. */
public final class ReferNews {
    private static final String SIPFRAG = "message/sipfrag;version=2.0";
    private static final int SECONDS = 180;

    private final Dialog dialog;
    private final String event;
    private final CallContext context;
    private boolean silent;

    /** @param dialog with the party
     * @param another it is not the first REFER of this dialog: the event has its number as id (RFC 3515 §2.4.6) */
    public ReferNews(Dialog dialog, SipMessage refer, boolean another, CallContext context) {
        this.dialog = dialog;
        this.event = another ? "refer;id=" + refer.cSeq() : "refer";
        this.context = context;
        this.silent = !ReferTo.wantsNews(refer);
    }

    /** The party is gone, or is told no more. */
    public void end() {
        silent = true;
    }

    /** @param status of the new call; a final one ends the subscription */
    public void tell(int status, String reason) {
        if (silent) return;
        silent = status >= 200;
        SipMessage notify = context.messages().own(dialog.request(Methods.NOTIFY))
            .set(HeaderNames.CONTACT, context.messages().contact())
            .set("Event", event)
            .set("Subscription-State", status >= 200 ? "terminated;reason=noresource" : "active;expires=" + SECONDS)
            .body(SIPFRAG, "SIP/2.0 %d %s\r\n".formatted(status, reason).getBytes(StandardCharsets.UTF_8));
        context.outlet().send(notify, dialog.nextHop(), new FinalOutcome(() -> { }));
    }
}
