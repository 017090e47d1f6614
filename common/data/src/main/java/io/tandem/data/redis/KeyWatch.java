package io.tandem.data.redis;

/** Hears what became of keys that were read over a connection of {@link LoopRedis} (CLIENT TRACKING): once of each, until it is read again. Loop thread. */
public interface KeyWatch {

    /** Another connection has changed the key, or it is gone. */
    void changed(String key);

    /** Any key may have changed, as nothing was heard for a while: whatever is remembered is worth nothing. */
    void allChanged();
}
