package io.tandem.relay.bundle;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.tandem.relay.rtp.LineTable;

/** What tells packets of a line apart from those of others that come by the same transport, one way.
 * @param types payload types they may have
 * @param named a mid or an SSRC tells them, too */
record Telling(BitSet types, boolean named) {
    static Telling of(List<Integer> types, boolean named) {
        BitSet set = new BitSet();
        types.forEach(set::set);
        return new Telling(set, named);
    }

    /** What the party that says this of a line sends there. */
    static Telling of(LineTable.Line line) {
        return of(line.payloadTypes(), line.extension() != 0 && !line.mid().isEmpty() || !line.sources().isEmpty());
    }

    /** Can packets of all these lines be told apart? Else they must not share a transport. */
    static boolean canAll(List<LineTable.Line> lines) {
        List<Integer> all = IntStream.range(0, lines.size()).boxed().toList();
        return apart(all, line -> List.of(of(lines.get(line)))).size() == lines.size();
    }

    private boolean isApartFrom(Telling other) {
        return named && other.named || !types.intersects(other.types);
    }

    /** Those lines that can be told apart from all before them. @param told of a line, each way */
    static List<Integer> apart(List<Integer> lines, IntFunction<List<Telling>> told) {
        List<Integer> chosen = new ArrayList<>();
        List<List<Telling>> before = new ArrayList<>();
        for (int line : lines) {
            List<Telling> ways = told.apply(line);
            if (!before.stream().allMatch(other -> areApart(ways, other))) continue;
            chosen.add(line);
            before.add(ways);
        }
        return chosen;
    }

    private static boolean areApart(List<Telling> ways, List<Telling> others) {
        for (int i = 0; i < ways.size(); i++) {
            if (!ways.get(i).isApartFrom(others.get(i))) return false;
        }
        return true;
    }
}
