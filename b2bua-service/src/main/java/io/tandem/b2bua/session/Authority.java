package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.AppParameters;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Who a party of a call is, as far as that decides who may take its place (RFC 3891 §3, pbx.md). Immutable.
 * @param id       UUID of a subscriber, or {@code peer:ID} of a peer's server; empty for anybody else
 * @param customer whose cloud PBX it belongs to */
public record Authority(Optional<String> id, Optional<String> customer) {
    private static final String PEER = "peer:";

    /** What the proxy says of the parties; load balancers let it in from nowhere. */
    public static final String HEADER = "P-App-Party";

    /** @param side {@code caller} or {@code callee} */
    public static Authority of(AppParameters party, String side) {
        return new Authority(party.text(side).filter(text -> !text.isEmpty()), party.text(side + "_pbx").filter(text -> !text.isEmpty()));
    }

    /** It is a network that is trusted with identities (RFC 3325 §2.3), not a phone. */
    public boolean isPeer() {
        return id.filter(text -> text.startsWith(PEER)).isPresent();
    }

    /** What a phone says its identity is stays here: others would take it for what this network asserts (RFC 3325 §5).
     * @param invite   of the caller, as the proxy sent it
     * @param from     who sent what {@code outgoing} says, to the other party */
    public static SipMessage vouched(SipMessage invite, Side from, SipMessage outgoing) {
        boolean peer = outgoing.has(HeaderNames.P_ASSERTED_IDENTITY) && invite.header(HEADER).map(AppParameters::parse)
            .filter(told -> of(told, from == Side.CALLER ? "caller" : "callee").isPeer()).isPresent();
        return peer ? outgoing : outgoing.remove(HeaderNames.P_ASSERTED_IDENTITY);
    }

    /** It is the same subscriber or peer, or a colleague in the same cloud PBX. */
    public boolean yieldsTo(Authority asker) {
        return id.isPresent() && (id.equals(asker.id) || customer.isPresent() && customer.equals(asker.customer));
    }

    @Override public String toString() {
        return id.orElse("somebody unknown") + customer.map(pbx -> " of customer " + pbx).orElse("");
    }
}
