package io.tandem.b2bua.leg;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** RSeq numbers of one dialog of one INVITE, theirs and ours (RFC 3262 §3, §7.1). Pure, immutable. A repeated response keeps its number, so
 * that the far end's repetition serves this leg too; responses count up from our first number as they came in. */
public record ReliableProvisionals(long firstRSeq, List<Long> theirs) {
    public ReliableProvisionals {
        if (firstRSeq < 1 || firstRSeq >= 1L << 31) throw new IllegalArgumentException("first RSeq " + firstRSeq + " outside 1..2^31-1 (RFC 3262 §3)");
        theirs = List.copyOf(theirs);
    }

    public static ReliableProvisionals startingAt(long firstRSeq) {
        return new ReliableProvisionals(firstRSeq, List.of());
    }

    public ReliableProvisionals with(long theirRSeq) {
        if (theirs.contains(theirRSeq)) return this;
        var all = new ArrayList<>(theirs);
        all.add(theirRSeq);
        return new ReliableProvisionals(firstRSeq, all);
    }

    /** Our number for a response that {@link #with} took in. */
    public OptionalLong ours(long theirRSeq) {
        int index = theirs.indexOf(theirRSeq);
        return index < 0 ? OptionalLong.empty() : OptionalLong.of(firstRSeq + index);
    }

    /** The far end's number for ours, as a RAck names it; empty if we never sent it. */
    public OptionalLong theirs(long ourRSeq) {
        long index = ourRSeq - firstRSeq;
        return index < 0 || index >= theirs.size() ? OptionalLong.empty() : OptionalLong.of(theirs.get((int) index));
    }
}
