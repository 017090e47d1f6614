package io.tandem.appserver.announce;

import java.util.concurrent.CompletableFuture;

/** Sounds of sound sets. */
@FunctionalInterface
public interface SoundStore {

    /** Linear samples at 8 kHz; none if there is no such file. Completes on any thread; fails if the database is away or the file cannot be read.
     * @param id of the sound file */
    CompletableFuture<short[]> samples(int id);
}
