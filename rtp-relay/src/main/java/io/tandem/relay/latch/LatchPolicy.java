package io.tandem.relay.latch;

/** How one party's sources are treated; fixed by signalling.
 * @param strictSource  a confirmed stream drops packets from elsewhere
 * @param mediaHandover a confirmed stream follows its source when that moves
 * @param asymmetric    packets go to the address of the SDP whatever their source */
public record LatchPolicy(LearningMode mode, boolean strictSource, boolean mediaHandover, boolean asymmetric) {
    public static final LatchPolicy DEFAULT = new LatchPolicy(LearningMode.HEURISTIC, false, false, false);

    public LatchPolicy withMode(LearningMode other) {
        return new LatchPolicy(other, strictSource, mediaHandover, asymmetric);
    }
}
