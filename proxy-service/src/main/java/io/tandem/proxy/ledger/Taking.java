package io.tandem.proxy.ledger;

import java.util.ArrayList;
import java.util.List;

/** What came of a demand. */
public sealed interface Taking {

    /** The call counts.
     * @param alternative which of the alternatives counts; -1 if there were none
     * @param used        calls under each limit of the demand's claims, this one included, in their order */
    record Taken(int alternative, List<Long> used) implements Taking {
        public Taken {
            used = List.copyOf(used);
        }
    }

    /** A limit is reached: the call counts nowhere.
     * @param last of alternatives: none of them is free, and this is the last one
     * @param used calls under that limit, without this one */
    record Refused(Claim claim, Claim.Limit limit, long used, boolean last) implements Taking {}

    /** Redis is away: the call is made all the same. */
    record Uncounted() implements Taking {}

    /** For an operator. */
    default String describe(Demand demand) {
        return switch (this) {
            case Uncounted _ -> "Redis does not answer: not counted, no limits";
            case Refused refused -> "%s %d is reached: %s has %d%s".formatted(refused.limit().preference(), refused.limit().max(), refused.claim().key(),
                    refused.used(), refused.last() ? ", and no other peer is free" : "");
            case Taken taken -> limits(demand, taken) + (taken.alternative() > 0 ? "; peers skipped at their limits: " + taken.alternative() : "");
        };
    }

    private static String limits(Demand demand, Taken taken) {
        List<String> texts = new ArrayList<>();
        for (Claim claim : demand.claims()) {
            for (Claim.Limit limit : claim.limits()) {
                texts.add("%s %d of %d (%s)".formatted(limit.preference(), taken.used().get(texts.size()), limit.max(), claim.key()));
            }
        }
        return texts.isEmpty() ? "no limits" : String.join(", ", texts);
    }
}
