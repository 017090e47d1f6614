package io.tandem.data.sound;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is played for each handle, those of parent sets included. Immutable.
 *
 * @param files  ids of sound files, by handle
 * @param looped ids of those that are played again and again ({@code loopplay})
 */
public record SoundSet(Map<String, Integer> files, Set<Integer> looped) {
    /** Nothing is played. */
    public static final SoundSet NONE = new SoundSet(Map.of());

    public SoundSet {
        files = Map.copyOf(files);
        looped = Set.copyOf(looped);
    }

    /** Each is played once. */
    public SoundSet(Map<String, Integer> files) { this(files, Set.of()); }

    /** The sound file of a handle, such as {@code callee_busy}. */
    public Optional<Integer> file(String handle) { return Optional.ofNullable(files.get(handle)); }
}
