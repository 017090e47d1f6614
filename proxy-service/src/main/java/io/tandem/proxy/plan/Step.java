package io.tandem.proxy.route;

import java.util.concurrent.CompletionStage;

/** One step of the request plan. Called on the event loop, does not block; the stage may complete on any thread. */
@FunctionalInterface
public interface Step {
    CompletionStage<Verdict> on(Attempt attempt);
}
