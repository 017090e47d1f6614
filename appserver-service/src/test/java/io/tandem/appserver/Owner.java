package io.tandem.appserver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.codec.SineTone;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.data.sound.SoundSet;

/** A subscriber, uuid-alice, whose sound set has a number of sounds: each of as many frames as its file's id says. */
public final class Owner {
    private static final int FRAME = 160;
    private static final int SET = 5;

    private final Map<String, Integer> frames;

    public Owner(Map<String, Integer> frames) {
        this.frames = frames;
    }

    /** Finds her by her UUID. */
    public static Function<String, CompletableFuture<Optional<Subscriber>>> with(Map<String, List<String>> preferences) {
        Subscriber alice = new Subscriber(1, "uuid-alice", "alice", "example.org", 1, 1, "secret", 7, Optional.empty(), Optional.empty(),
                SubscriberStatus.ACTIVE, Optional.empty(), List.of(), new Preferences(preferences), Preferences.NONE);
        return uuid -> CompletableFuture.completedFuture(Optional.of(alice).filter(one -> one.uuid().equals(uuid)));
    }

    public OwnerSounds sounds() {
        return new OwnerSounds(set -> CompletableFuture.completedFuture(set == SET ? new SoundSet(frames) : SoundSet.NONE),
                file -> CompletableFuture.completedFuture(new SineTone(440, 8000).next(file * FRAME)));
    }
}
