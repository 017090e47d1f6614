package io.tandem.appserver.vsc;

import java.util.concurrent.CompletableFuture;

/** Where settings are written. */
@FunctionalInterface
interface Settings {
    /** What became of a change. */
    enum Outcome {
        DONE,
        /** The subscriber's profile does not list it. */
        NOT_ALLOWED,
        /** There is no such subscriber. */
        NOBODY
    }

    /** Any thread; the stage completes when the change is committed.
     * @param uuid of the subscriber */
    CompletableFuture<Outcome> change(String uuid, SettingChange change);
}
