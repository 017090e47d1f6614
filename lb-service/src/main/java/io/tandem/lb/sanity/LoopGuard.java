package io.tandem.lb.sanity;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.OwnVia;

/** Refuses what has been here before (RFC 3261 §16.3 step 4). */
public final class LoopGuard {

    private static final Verdict LOOP = Verdict.answer(482, "Loop Detected");

    private final OwnVia ownVia;
    private final OwnVia.Direction direction;

    public LoopGuard(OwnVia ownVia, OwnVia.Direction direction) {
        this.ownVia = ownVia;
        this.direction = direction;
    }

    public Verdict check(Passage passage) {
        return ownVia.isLoop(passage, direction) ? LOOP : Verdict.NEXT;
    }
}
