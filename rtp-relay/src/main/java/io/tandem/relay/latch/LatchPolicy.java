package io.tandem.relay.latch;

import java.util.Optional;

import io.tandem.relay.os.Endpoint;

/** How one party's sources are treated; fixed by signalling.
 * @param strictSource  a confirmed stream drops packets from elsewhere
 * @param mediaHandover a confirmed stream follows its source when that moves
 * @param asymmetric    packets go to the address of the SDP whatever their source
 * @param natWait       nothing is sent before the first packet came
 * @param onlyFrom      sources on other hosts are never taken, port 0; empty: any host */
public record LatchPolicy(LearningMode mode, boolean strictSource, boolean mediaHandover, boolean asymmetric, boolean natWait,
                          Optional<Endpoint> onlyFrom) {
    public static final LatchPolicy DEFAULT = new LatchPolicy(LearningMode.HEURISTIC, false, false, false, false, Optional.empty());

    public LatchPolicy withMode(LearningMode other) {
        return new LatchPolicy(other, strictSource, mediaHandover, asymmetric, natWait, onlyFrom);
    }
}
