package io.tandem.data.sound;

import java.util.Map;
import java.util.Optional;

/**
 * What is played for each handle, those of parent sets included. Immutable.
 *
 * @param files ids of sound files, by handle
 */
public record SoundSet(Map<String, Integer> files) {
    /** Nothing is played. */
    public static final SoundSet NONE = new SoundSet(Map.of());

    public SoundSet {
        files = Map.copyOf(files);
    }

    /** The sound file of a handle, such as {@code callee_busy}. */
    public Optional<Integer> file(String handle) { return Optional.ofNullable(files.get(handle)); }
}
