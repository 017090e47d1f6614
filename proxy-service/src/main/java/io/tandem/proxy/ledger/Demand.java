package io.tandem.proxy.ledger;

import java.util.List;

/** All counters of a call. Immutable.
 * @param claims       all of them, or the call is not made; in the order in which limits are asked
 * @param alternatives one of these beside them: the first whose limits permit it; empty if the call needs none
 * @param active       counters to add when the call is answered */
public record Demand(String callId, List<Claim> claims, List<List<Claim>> alternatives, List<String> active) {
    public Demand {
        claims = List.copyOf(claims);
        alternatives = alternatives.stream().map(List::copyOf).toList();
        active = List.copyOf(active);
    }
}
