package io.tandem.sip.dialog;

import io.tandem.sip.message.SipMessage;

/** What identifies a dialog at one of its ends (RFC 3261 §12). An empty tag is that of an RFC 2543 peer. */
public record DialogId(String callId, String localTag, String remoteTag) {
    /** What it is called at its other end. */
    public DialogId mirrored() {
        return new DialogId(callId, remoteTag, localTag);
    }

    /** The dialog that a request received belongs to: To is us (§12.2.2). */
    public static DialogId ofRequest(SipMessage received) {
        return new DialogId(received.callId(), received.toTag().orElse(""), received.fromTag().orElse(""));
    }

    /** The dialog that a response received belongs to: From is us (§12.1.2). */
    public static DialogId ofResponse(SipMessage received) {
        return new DialogId(received.callId(), received.fromTag().orElse(""), received.toTag().orElse(""));
    }
}
