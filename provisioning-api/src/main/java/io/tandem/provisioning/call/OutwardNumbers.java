package io.tandem.provisioning.call;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.provisioning.owner.SubscriberRewrites;

/** Numbers as subscribers see them when they are called: through their rules for outgoing callers. For one request; reads each subscriber once. */
final class OutwardNumbers {
    private final SubscriberRewrites rewrites;
    private final Map<Long, UnaryOperator<String>> known = new HashMap<>();

    OutwardNumbers(SubscriberRewrites rewrites) {
        this.rewrites = rewrites;
    }

    /** @param subscriber 0 if the list's owner has none in this call: the number stays as it is */
    String of(long subscriber, String number) {
        try {
            return known.computeIfAbsent(subscriber, id -> rewrites.of(id, RewriteList.CALLER_OUT).orElse(UnaryOperator.identity())).apply(number);
        } catch (PatternTooCostlyException costly) {
            return number; // a rule that cannot be decided must not hide the whole list; applyrewrites tells what is wrong with it
        }
    }
}
