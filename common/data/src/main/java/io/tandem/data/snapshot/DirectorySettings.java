package io.tandem.data.snapshot;

/**
 * Sizes of the directory.
 *
 * @param cachedSubscribers subscribers kept in memory
 * @param concurrentReads   look-ups that use a database connection at the same time; no more than the pool has
 * @param waitingReads      look-ups that may wait for one before callers are told of an overload
 */
public record DirectorySettings(int cachedSubscribers, int concurrentReads, int waitingReads) {
    public static final DirectorySettings DEFAULTS = new DirectorySettings(200_000, 4, 10_000);

    public DirectorySettings {
        if (cachedSubscribers < 1 || concurrentReads < 1 || waitingReads < 1) {
            throw new IllegalArgumentException("directory sizes must be positive: %d cached, %d concurrent, %d waiting"
                    .formatted(cachedSubscribers, concurrentReads, waitingReads));
        }
    }
}
