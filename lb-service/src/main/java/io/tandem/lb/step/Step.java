package io.tandem.lb.step;

/** One step of a plan: looks at the message, may edit it or note a decision in the passage, and says whether it goes on. Loop thread. */
@FunctionalInterface
public interface Step {

    Verdict apply(Passage passage);
}
