package io.tandem.proxy;

import io.tandem.proxy.overload.LoopDelay;
import io.tandem.proxy.route.RequestRouter;

/** Refuses what is new while the event loop is late. */
record LoopAdmission(LoopDelay delay, long retryAfterSeconds) implements RequestRouter.Admission {
    @Override
    public boolean isOverloaded() {
        return delay.isTooLong();
    }
}
