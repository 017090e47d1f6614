package io.tandem.b2bua.session;

import java.time.Duration;
import java.util.Optional;

import io.tandem.sip.dialog.Dialog;

/** A party on the line that goes from one call to another. Loop thread only.
 * @param dialog with the party
 * @param left   after which it is hung up, whatever becomes of it: what its own call might yet have lasted, if that goes on being paid for; empty if it ends */
public record HandedOver(Dialog dialog, Optional<Duration> left) {
    /** Nothing limits it. */
    public static HandedOver endless(Dialog dialog) {
        return new HandedOver(dialog, Optional.empty());
    }

    /** How long the call may last that it goes to. */
    public Duration most(Duration own) {
        return left.filter(rest -> rest.compareTo(own) < 0).orElse(own);
    }
}
