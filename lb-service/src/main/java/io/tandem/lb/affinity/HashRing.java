package io.tandem.lb.affinity;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** A consistent hash ring: when a node is away, only its share moves, to the next nodes along the ring. Immutable. */
public final class HashRing {

    private static final int POINTS_PER_WEIGHT = 128;

    /** A node's name, which decides its places on the ring, and its share. */
    public record Node(String name, int weight) {

        public Node {
            if (weight < 1) {
                throw new IllegalArgumentException("weight %d of %s is not positive".formatted(weight, name));
            }
        }
    }

    private record Point(long hash, int node) {}

    private final long[] hashes;
    private final int[] nodes;
    private final int nodeCount;

    public HashRing(List<Node> members) {
        Point[] points = new Point[members.stream().mapToInt(m -> m.weight() * POINTS_PER_WEIGHT).sum()];
        int at = 0;
        for (int node = 0; node < members.size(); node++) {
            for (int i = 0; i < members.get(node).weight() * POINTS_PER_WEIGHT; i++) {
                points[at++] = new Point(Hash64.of(members.get(node).name() + '#' + i, 1), node);
            }
        }
        Arrays.sort(points, (a, b) -> Long.compareUnsigned(a.hash(), b.hash()));
        hashes = Arrays.stream(points).mapToLong(Point::hash).toArray();
        nodes = Arrays.stream(points).mapToInt(Point::node).toArray();
        nodeCount = members.size();
    }

    /** The node for this hash while every node is alive. The ring must not be empty. */
    public int primary(long hash) {
        return nodes[firstAtOrAfter(hash) % nodes.length];
    }

    /** The node for this hash among those alive; -1 if none is. */
    public int pick(long hash, IntPredicate alive) {
        if (nodeCount == 1) {
            return alive.test(0) ? 0 : -1;
        }
        int start = firstAtOrAfter(hash);
        for (int i = 0; i < nodes.length; i++) {
            int node = nodes[(start + i) % nodes.length];
            if (alive.test(node)) {
                return node;
            }
        }
        return -1;
    }

    private int firstAtOrAfter(long hash) {
        int low = 0;
        int high = hashes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(hashes[middle], hash) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
