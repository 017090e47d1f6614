package io.tandem.b2bua.leg;

import java.util.Optional;

/** Who may send an offer now, in one pair of dialogs (RFC 3264 §4, RFC 3261 §14, RFC 3311 §5, RFC 3262 §5). Pure, immutable.
 * @param inviter   whose INVITE is open: from its arrival until its ACK or refusal
 * @param offerer   whose offer is unanswered
 * @param lateOffer the open INVITE came without an offer and none was made yet */
public record Negotiation(Optional<Side> inviter, Optional<Side> offerer, boolean lateOffer) {
    public static final Negotiation IDLE = new Negotiation(Optional.empty(), Optional.empty(), false);

    /** What a request meets. */
    public enum Gate {
        PASS,
        /** The other party's offer or INVITE crosses it: 491 Request Pending. */
        GLARE,
        /** The same party was not yet answered: 500 with Retry-After. */
        TOO_EARLY
    }

    public Gate admitsInvite(Side from) {
        return inviter.map(by -> gate(by, from)).orElseGet(() -> admitsOffer(from));
    }

    /** An UPDATE that carries an offer. */
    public Gate admitsOffer(Side from) {
        return offerer.map(by -> gate(by, from)).orElse(Gate.PASS);
    }

    public Negotiation invited(Side by, boolean withOffer) {
        return new Negotiation(Optional.of(by), withOffer ? Optional.of(by) : Optional.empty(), !withOffer);
    }

    /** A 2xx or reliable provisional response to the open INVITE. */
    public Negotiation responded(boolean withSdp) {
        if (!withSdp || inviter.isEmpty()) return this;
        if (lateOffer) return new Negotiation(inviter, inviter.map(Side::other), false);
        return offerer.equals(inviter) ? new Negotiation(inviter, Optional.empty(), false) : this;
    }

    /** A PRACK with SDP: the answer to the other's offer, or an offer. */
    public Negotiation pracked(Side by) {
        return new Negotiation(inviter, offeredBy(by.other()) ? Optional.empty() : Optional.of(by), false);
    }

    /** An UPDATE with an offer was let pass. */
    public Negotiation offered(Side by) {
        return new Negotiation(inviter, Optional.of(by), lateOffer);
    }

    /** The final response to an UPDATE or PRACK that {@code by} sent with SDP. */
    public Negotiation settled(Side by) {
        return offeredBy(by) ? new Negotiation(inviter, Optional.empty(), lateOffer) : this;
    }

    /** The open INVITE was acknowledged, refused or abandoned. */
    public Negotiation closed() {
        return IDLE;
    }

    private boolean offeredBy(Side side) {
        return offerer.filter(side::equals).isPresent();
    }

    private static Gate gate(Side by, Side from) {
        return by == from ? Gate.TOO_EARLY : Gate.GLARE;
    }
}
