package io.tandem.proxy.overload;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.tandem.proxy.route.RequestRouter;

/** Refuses new work while the event loop is late, and calls while the node is about to hand over. */
public record LoopAdmission(LoopDelay delay, BooleanSupplier draining, Duration retryAfter) implements RequestRouter.Admission {
    @Override
    public boolean isOverloaded() {
        return delay.isTooLong();
    }

    @Override
    public boolean isDraining() {
        return draining.getAsBoolean();
    }

    @Override
    public long retryAfterSeconds() {
        return retryAfter.toSeconds();
    }
}
