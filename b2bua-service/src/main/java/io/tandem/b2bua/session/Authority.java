package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.b2bua.message.AppParameters;

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

    /** It is the same subscriber or peer, or a colleague in the same cloud PBX. */
    public boolean yieldsTo(Authority asker) {
        return id.isPresent() && (id.equals(asker.id) || customer.isPresent() && customer.equals(asker.customer));
    }

    @Override public String toString() {
        return id.orElse("somebody unknown") + customer.map(pbx -> " of customer " + pbx).orElse("");
    }
}
