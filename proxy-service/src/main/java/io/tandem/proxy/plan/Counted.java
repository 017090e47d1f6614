package io.tandem.proxy.plan;

import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.ledger.Taking;

/** What a call was to count in, and what came of it. */
public record Counted(Demand demand, Taking taking) {

    @Override
    public String toString() {
        return taking.describe(demand);
    }
}
