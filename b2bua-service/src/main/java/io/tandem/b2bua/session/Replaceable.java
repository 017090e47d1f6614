package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.b2bua.message.Replaces;
import io.tandem.sip.message.SipUri;

/** A place whose party somebody else may replace (RFC 3891). Loop thread only. */
public interface Replaceable extends Place {
    /** The dialog that somebody wants to take the place of (RFC 3891 §3).
     * @return empty if there is none, or one in which nobody talks to another party */
    static Optional<Replaceable> find(Replaces replaces, CallTable table) {
        return table.find(replaces.dialog()).or(() -> table.find(replaces.mirrored()))
            .flatMap(place -> place instanceof Replaceable replaceable ? Optional.of(replaceable) : Optional.empty());
    }

    /** Ends the dialog with this party and gives away that with the one it talks with; empty if they do not talk. */
    Optional<HandedOver> replace();

    /** Whose place is taken: of a call that rings, the one for whom it rings. */
    Authority replaced();

    /** That party has asked this one to take its place (RFC 5589 §7). */
    void permit(Authority other);

    /** Whether it may. */
    boolean yieldsTo(Authority asker);

    /** Nobody has answered yet. */
    boolean isEarly();

    /** Ends the ringing, and answers who is calling in favour of somebody else.
     * @return false if nothing rings */
    boolean pickUp(Taker taker);

    /** Address of whom it talks with. */
    SipUri farAddress();
}
