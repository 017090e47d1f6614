package io.tandem.appserver.prompt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.tandem.codec.G711;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;

/** The audio of every prompt, read once at start: linear samples at 8 kHz. Immutable. */
public final class Prompts {
    private static final double LOUD = 8_000;

    private final Map<Prompt, short[]> samples = new EnumMap<>(Prompt.class);

    private Prompts() {}

    /** The tones, with the operator's files over them.
     * @throws UncheckedIOException if the folder or a file in it cannot be read, or a file is of another format; it names the file */
    public static Prompts load(Optional<Path> folder) {
        Prompts prompts = new Prompts();
        for (Prompt prompt : Prompt.values()) {
            Optional<Path> file = folder.map(f -> f.resolve(prompt.fileName())).filter(Files::exists);
            prompts.samples.put(prompt, file.map(Prompts::read).orElseGet(() -> builtIn(prompt)));
        }
        return prompts;
    }

    /** Not to be changed. */
    public short[] of(Prompt prompt) {
        return samples.getOrDefault(prompt, new short[0]);
    }

    private static short[] read(Path file) {
        try {
            return WavFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("prompt " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static short[] builtIn(Prompt prompt) {
        return switch (prompt) {
            case UNAVAILABLE  -> tones(150, 425, 150, 500, 150, 600, 150, 500);
            case BUSY         -> tones(250, 425, 250, 0, 250, 425, 250, 0);
            case BEEP         -> tones(400, 1000);
            case SAVED        -> tones(120, 600, 120, 800);
            case MAILBOX_FULL -> tones(330, 950, 330, 1400, 330, 1800);
            case PIN                 -> tones(150, 500, 100, 0, 150, 500);
            case PIN_WRONG           -> tones(300, 300, 100, 0, 150, 500, 100, 0, 150, 500);
            case NO_MESSAGES         -> tones(200, 500, 200, 0, 200, 400);
            case MESSAGE_DELETED     -> tones(150, 800, 150, 400);
            case MESSAGE_KEPT        -> tones(150, 400, 150, 800);
            case GOODBYE             -> tones(150, 800, 150, 600, 300, 500);
            case SERVICE_ACTIVATED   -> tones(200, 600, 100, 0, 200, 800, 100, 0, 300, 1000);
            case SERVICE_DEACTIVATED -> tones(200, 1000, 100, 0, 200, 800, 100, 0, 300, 600);
            case SERVICE_ERROR       -> tones(300, 300, 100, 0, 300, 300, 100, 0, 300, 300);
            case SERVICE_UNAVAILABLE -> tones(330, 950, 330, 1400, 330, 1800, 330, 0);
            case CONFERENCE_JOIN     -> tones(100, 500, 100, 750);
            case CONFERENCE_LEAVE    -> tones(100, 750, 100, 500);
            case CONFERENCE_FULL     -> tones(250, 425, 250, 0, 250, 425, 250, 0);
            case REMINDER            -> tones(200, 700, 200, 900, 200, 0, 200, 700, 200, 900, 400, 0, 200, 700, 200, 900, 200, 0, 200, 700, 200, 900);
            case QUEUE_WAITING       -> tones(150, 425, 150, 0, 150, 425, 3000, 0);
            case QUEUE_FULL          -> tones(250, 425, 250, 0, 250, 425, 250, 0, 250, 425, 250, 0);
            case NO_CALLS            -> tones(200, 500, 200, 0, 200, 400);
            case ANONYMOUS_CALLER    -> tones(100, 1200, 100, 0, 100, 1200, 100, 0, 100, 1200);
            case DIGIT_0, DIGIT_1, DIGIT_2, DIGIT_3, DIGIT_4, DIGIT_5, DIGIT_6, DIGIT_7, DIGIT_8, DIGIT_9 ->
                counted(prompt.ordinal() - Prompt.DIGIT_0.ordinal());
            case NOT_SAVED    -> tones(200, 400, 100, 0, 200, 400, 100, 0, 200, 400);
        };
    }

    /** As many beeps as the digit says, ten for 0. */
    private static short[] counted(int digit) {
        int beeps = digit == 0 ? 10 : digit;
        return tones(IntStream.rangeClosed(0, beeps).flatMap(i -> i < beeps ? IntStream.of(100, 800, 100, 0) : IntStream.of(400, 0)).toArray());
    }

    /** @param steps pairs of milliseconds and hertz, 0 Hz being a pause */
    private static short[] tones(int... steps) {
        int total = 0;
        for (int i = 0; i < steps.length; i += 2) total += steps[i] * G711.CLOCK_RATE_HZ / 1000;
        short[] all = new short[total];
        int position = 0;
        for (int i = 0; i < steps.length; i += 2) {
            int length = steps[i] * G711.CLOCK_RATE_HZ / 1000;
            if (steps[i + 1] > 0) System.arraycopy(new SineTone(steps[i + 1], LOUD).next(length), 0, all, position, length);
            position += length;
        }
        return all;
    }
}
