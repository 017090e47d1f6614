package io.tandem.lb.sanity;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Max-Forwards (RFC 3261 §16.3 step 3, §16.6 step 3). */
public final class MaxForwards {

    private static final String INITIAL = "70";

    private MaxForwards() {}

    /** Refuses 0, counts down what is there, adds what is missing. */
    public static Verdict countDown(Passage passage) {
        SipMessage message = passage.message();
        int value = message.maxForwards();
        if (value == 0) {
            return Verdict.answer(483, "Too Many Hops");
        }
        message.set(HeaderNames.MAX_FORWARDS, value < 0 ? INITIAL : Integer.toString(value - 1));
        return Verdict.NEXT;
    }
}
