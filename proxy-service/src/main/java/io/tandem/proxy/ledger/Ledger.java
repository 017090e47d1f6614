package io.tandem.proxy.ledger;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Counts parallel calls. Never blocks, never fails: what cannot be counted goes on without. Stages complete on any thread. */
public interface Ledger {

    /** Counts a call in all counters of the demand, or in none. What it holds already it goes on holding. */
    CompletionStage<Taking> take(Demand demand);

    /** What {@link #take} would say now; changes nothing. */
    CompletionStage<Taking> look(Demand demand);

    /** The call leaves counters and counts in the first of these alternatives that is free; if none is it stays as it was. */
    CompletionStage<Taking> move(String callId, List<Claim> left, List<List<Claim>> alternatives);

    /** The call was answered; it outlives this process from now on. */
    void answered(String callId);

    /** The call is over: it counts nowhere any more. Of a call that is not counted nothing happens. */
    void release(String callId);
}
