package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.SipUri;

/** A place whose party somebody else may replace (RFC 3891). Loop thread only. */
public interface Replaceable extends Place {
    /** Ends the dialog with this party and gives away that with the one it talks with; empty if they do not talk. */
    Optional<Dialog> replace();

    /** Address of whom it talks with. */
    SipUri farAddress();
}
