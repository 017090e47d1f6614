package io.tandem.b2bua.call;

import java.time.Duration;

import io.tandem.b2bua.timer.CallProperties;

/** How busy this process is when an INVITE comes.
 * @param calls    that are up or being set up
 * @param draining the service is about to stop, or the other node is active */
public record Load(int calls, Duration loopDelay, boolean draining) {
    boolean refuses(CallProperties limits) {
        return draining || calls >= limits.maxCalls() || loopDelay.compareTo(limits.maxLoopDelay()) > 0;
    }
}
