package io.tandem.proxy.rehearsal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.ledger.Ledger;
import io.tandem.proxy.ledger.Taking;

/** A ledger without counters. */
final class NothingCounted implements Ledger {
    private static final CompletionStage<Taking> FREE = CompletableFuture.completedFuture(new Taking.Uncounted());

    @Override
    public CompletionStage<Taking> take(Demand demand) {
        return FREE;
    }

    @Override
    public CompletionStage<Taking> look(Demand demand) {
        return FREE;
    }

    @Override
    public CompletionStage<Taking> move(String callId, List<Claim> left, List<List<Claim>> alternatives) {
        return FREE;
    }

    @Override
    public void answered(String callId) {
        // counts nowhere
    }

    @Override
    public void release(String callId) {
        // counted nowhere
    }
}
