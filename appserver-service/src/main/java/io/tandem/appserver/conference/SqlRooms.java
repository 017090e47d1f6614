package io.tandem.appserver.conference;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.data.sound.SoundSet;

/** Rooms of the subscribers in the directory, with the sounds of their sound sets. Any thread; never blocks. */
final class SqlRooms implements RoomDirectory {
    private final Directory directory;
    private final OwnerSounds sounds;
    private final Prompts prompts;

    SqlRooms(Directory directory, OwnerSounds sounds, Prompts prompts) {
        this.directory = directory;
        this.sounds = sounds;
        this.prompts = prompts;
    }

    @Override
    public CompletableFuture<Optional<RoomSettings>> find(String number) {
        return directory.byNumber(number).thenCompose(found -> found.filter(subscriber -> subscriber.status() == SubscriberStatus.ACTIVE)
                .map(subscriber -> room(subscriber).thenApply(Optional::of)).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletableFuture<RoomSettings> room(Subscriber subscriber) {
        Preferences own = subscriber.preferences();
        OptionalInt most = own.get(CallPreferences.CONFERENCE_MAX_PARTICIPANTS);
        OptionalInt limit = most.isPresent() ? most : subscriber.customerPreferences().get(CallPreferences.CONFERENCE_MAX_PARTICIPANTS);
        return sounds.set(subscriber).thenCompose(this::cues).thenApply(cues -> new RoomSettings(subscriber.uuid(),
                own.get(CallPreferences.CONFERENCE_PIN).map(String::strip).orElse(""), Math.max(0, limit.orElse(0)), cues));
    }

    private CompletableFuture<Map<Cue, short[]>> cues(SoundSet set) {
        Map<Cue, short[]> none = new EnumMap<>(Cue.class);
        CompletableFuture<Map<Cue, short[]>> all = CompletableFuture.completedFuture(none);
        for (Cue cue : Cue.values()) {
            all = all.thenCombine(samples(cue, set), (found, samples) -> {
                if (samples.length > 0) found.put(cue, samples);
                return found;
            });
        }
        return all;
    }

    private CompletableFuture<short[]> samples(Cue cue, SoundSet set) {
        return sounds.samples(set, cue.handle(), cue.otherwise().map(prompts::of).orElseGet(() -> new short[0]));
    }
}
