package io.tandem.appserver.announce;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.sound.SoundSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sounds of the sound set that a subscriber has, its own or its customer's. Any thread; never blocks.
 * @param sets files of a sound set, by its id */
public record OwnerSounds(IntFunction<CompletionStage<SoundSet>> sets, SoundStore sounds) {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerSounds.class);

    /** The subscriber's set; none if it has none. Fails if the database is away. */
    public CompletableFuture<SoundSet> set(Subscriber subscriber) {
        Preferences own = subscriber.preferences();
        OptionalInt set = own.get(CallPreferences.SOUND_SET);
        OptionalInt either = set.isPresent() ? set : own.get(CallPreferences.CONTRACT_SOUND_SET);
        return either.isPresent() ? sets.apply(either.getAsInt()).toCompletableFuture() : CompletableFuture.completedFuture(SoundSet.NONE);
    }

    /** Linear samples at 8 kHz of one sound. A file that cannot be read keeps nobody from anything.
     * @param otherwise where the set has no such sound, or none that can be read */
    public CompletableFuture<short[]> samples(SoundSet set, String handle, short[] otherwise) {
        return set.file(handle).map(file -> sounds.samples(file).handle((samples, failure) -> {
            if (failure != null) LOG.warn("sound file {} ({}) cannot be played: {}", file, handle, failure.toString());
            return failure != null || samples.length == 0 ? otherwise : samples;
        })).orElseGet(() -> CompletableFuture.completedFuture(otherwise));
    }

    /** One after the other. */
    public static short[] joined(short[] first, short[] second) {
        return Announcements.joined(first, second);
    }
}
