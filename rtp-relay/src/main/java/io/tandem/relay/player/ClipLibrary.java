package io.tandem.relay.player;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Audio by number that is kept elsewhere than in files of this relay. Any thread. */
@FunctionalInterface
public interface ClipLibrary {
    /** Has nothing. */
    ClipLibrary NONE = _ -> CompletableFuture.completedFuture(Optional.empty());

    /** Does not block. Completes on any thread, never with a failure: the library has said then what is wrong.
     * @param id of the sound file
     * @return empty if there is none, or none that can be played */
    CompletableFuture<Optional<Clip>> clip(long id);
}
