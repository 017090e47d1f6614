package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.SipUri;

/** A place whose party somebody else may replace (RFC 3891). Loop thread only. */
public interface Replaceable extends Place {
    /** Ends the dialog with this party and gives away that with the one it talks with; empty if they do not talk. */
    Optional<Dialog> replace();

    /** Nobody has answered yet. */
    boolean isEarly();

    /** Ends the ringing, and answers who is calling in favour of somebody else.
     * @return false if nothing rings */
    boolean pickUp(Taker taker);

    /** Address of whom it talks with. */
    SipUri farAddress();
}
