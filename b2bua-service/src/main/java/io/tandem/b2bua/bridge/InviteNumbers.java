package io.tandem.b2bua.bridge;

import java.util.Optional;

import io.tandem.b2bua.leg.RAck;
import io.tandem.b2bua.leg.ReliableProvisionals;
import io.tandem.b2bua.leg.Side;
import io.tandem.sip.message.Methods;

/** The numbers of one INVITE on both legs, by which a PRACK finds its way (RFC 3262 §7.2). Immutable.
 * @param from     who sent the INVITE, and sends the PRACKs
 * @param cSeqIn   CSeq of the INVITE as received
 * @param cSeqOut  CSeq of the INVITE as sent on */
record InviteNumbers(Side from, long cSeqIn, long cSeqOut, ReliableProvisionals rSeqs) {
    InviteNumbers with(long theirRSeq) {
        return new InviteNumbers(from, cSeqIn, cSeqOut, rSeqs.with(theirRSeq));
    }

    /** The RAck for the other leg; empty if this one acknowledges nothing that we sent. */
    Optional<RAck> onOtherLeg(Side pracker, RAck received) {
        if (pracker != from || received.cSeq() != cSeqIn || !received.method().equals(Methods.INVITE)) return Optional.empty();
        var theirs = rSeqs.theirs(received.rSeq());
        return theirs.isPresent() ? Optional.of(new RAck(theirs.getAsLong(), cSeqOut, Methods.INVITE)) : Optional.empty();
    }
}
