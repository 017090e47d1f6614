package io.tandem.appserver.queue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.sound.SoundSet;

/** What callers in one queue hear. Immutable; samples are linear, at 8 kHz, and not to be changed.
 * @param greeting  once; may be nothing
 * @param prefix    before the place
 * @param suffix    behind it
 * @param digits    of the place; none if neither prefix nor suffix is there: then no place is said
 * @param music     again and again
 * @param full      instead of all that, if there is no room */
record Sounds(short[] greeting, short[] prefix, short[] suffix, List<short[]> digits, short[] music, short[] full) {
    private static final short[] NOTHING = new short[0];

    Sounds {
        digits = List.copyOf(digits);
    }

    /** Those of the sound set of whoever is waited for. */
    static CompletableFuture<Sounds> of(Optional<Subscriber> owner, OwnerSounds sounds, Prompts prompts) {
        return owner.map(sounds::set).orElseGet(() -> CompletableFuture.completedFuture(SoundSet.NONE)).thenCompose(set -> read(set, sounds, prompts));
    }

    private static CompletableFuture<Sounds> read(SoundSet set, OwnerSounds sounds, Prompts prompts) {
        List<CompletableFuture<short[]>> all = List.of(sounds.samples(set, "queue_greeting", NOTHING), sounds.samples(set, "queue_prefix", NOTHING),
                sounds.samples(set, "queue_suffix", NOTHING), sounds.samples(set, "queue_waiting_music", prompts.of(Prompt.QUEUE_WAITING)),
                sounds.samples(set, "queue_full", prompts.of(Prompt.QUEUE_FULL)));
        List<CompletableFuture<short[]>> digits = IntStream.range(0, 10)
                .mapToObj(digit -> sounds.samples(set, Integer.toString(digit), prompts.of(Prompt.ofDigit(digit)))).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenCombine(CompletableFuture.allOf(digits.toArray(CompletableFuture[]::new)),
                (_, _) -> {
                    short[] prefix = all.get(1).join();
                    short[] suffix = all.get(2).join();
                    boolean said = prefix.length + suffix.length > 0;
                    return new Sounds(all.getFirst().join(), prefix, suffix, said ? digits.stream().map(CompletableFuture::join).toList() : List.of(),
                            all.get(3).join(), all.get(4).join());
                });
    }

    /** Prefix, the digits of the place, suffix; nothing if no place is said. */
    short[] place(int place) {
        if (digits.isEmpty()) return NOTHING;
        short[] said = prefix;
        for (char digit : Integer.toString(place).toCharArray()) said = OwnerSounds.joined(said, digits.get(digit - '0'));
        return OwnerSounds.joined(said, suffix);
    }
}
