package io.tandem.proxy.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.ledger.Taking;

/** What a leg was to count in, and what came of it.
 * @param forwards its callee forwards it and is called no longer: it counts for the caller alone */
public record Counted(Demand demand, Taking taking, boolean forwards) {

    Counted(Demand demand, Taking taking) {
        this(demand, taking, false);
    }

    /** What is counted because of this leg, the peer's counters aside. */
    public List<Claim> claims() {
        return taking instanceof Taking.Taken ? demand.claims().stream().filter(claim -> !forwards || claim.party() != Claim.Party.CALLEE).toList() : List.of();
    }

    /** The same, for a callee who forwards the call. */
    public Counted forwarding() {
        return new Counted(demand, taking, true);
    }

    /** For a leg that has left all its counters. */
    public Counted nowhere() {
        return new Counted(new Demand(demand.callId(), List.of(), List.of(), List.of()), new Taking.Taken(-1, List.of()));
    }

    /** {@code concurrent_calls_quota} of a party, and its calls with this one; empty if they are not known.
     * @param subscriber calls of the subscriber
     * @param customer   calls of all subscribers of its customer */
    public record Quota(int max, OptionalLong subscriber, OptionalLong customer) {}

    /** For billing; empty for a party without a quota. */
    public Optional<Quota> quota(Claim.Party party) {
        Optional<Quota> quota = Optional.empty();
        int asked = 0;
        for (Claim claim : demand.claims()) {
            for (Claim.Limit limit : claim.limits()) {
                if (claim.party() == party && limit.isQuota()) {
                    quota = Optional.of(with(claim, used(asked), quota.orElse(new Quota(limit.max(), OptionalLong.empty(), OptionalLong.empty()))));
                }
                asked++;
            }
        }
        return quota;
    }

    private OptionalLong used(int limit) {
        return taking instanceof Taking.Taken taken ? OptionalLong.of(taken.used().get(limit)) : OptionalLong.empty();
    }

    private static Quota with(Claim claim, OptionalLong calls, Quota quota) {
        return claim.key().startsWith("user:") ? new Quota(quota.max(), calls, quota.customer()) : new Quota(quota.max(), quota.subscriber(), calls);
    }

    @Override
    public String toString() {
        return taking.describe(demand);
    }

    /** No server of the peers that the call might have left to may have one more. */
    public boolean findsPeersFull() {
        return taking instanceof Taking.Refused refused && refused.last();
    }
}
