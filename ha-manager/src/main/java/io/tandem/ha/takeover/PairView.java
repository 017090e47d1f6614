package io.tandem.ha.takeover;

import java.util.Map;

/**
 * A node of a pair as it was within the last second. Immutable.
 *
 * @param isProtected this node is active, and its peer could take over
 * @param links       by name: does something arrive there?
 * @param pingNodes   by address: does it answer?
 * @param claims      so often somebody else has said, since the start, that he has an address which this node held
 */
public record PairView(boolean isProtected, Map<String, Boolean> links, Map<String, Boolean> pingNodes, long claims) {
    static final PairView NOTHING = new PairView(false, Map.of(), Map.of(), 0);

    public PairView {
        links = Map.copyOf(links);
        pingNodes = Map.copyOf(pingNodes);
    }
}
