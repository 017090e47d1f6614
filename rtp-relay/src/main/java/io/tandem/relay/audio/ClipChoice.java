package io.tandem.relay.audio;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.relay.option.Options;
import io.tandem.relay.player.Clip;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.UnusableClipException;
import io.tandem.relay.stream.RelayException;

/** The audio that a request names: {@code file}, {@code db-id}, {@code blob} (octets of a bencode text) or {@code blob64}. */
public final class ClipChoice {
    private ClipChoice() {}

    /** Empty if it names none.
     * @throws RelayException if what it names cannot be played */
    public static Optional<Clip> of(Options options, ClipStore clips) throws RelayException {
        try {
            Optional<String> file = options.text("file");
            if (file.isPresent()) return Optional.of(clips.file(file.get()));
            Optional<String> id = options.text("db-id");
            if (id.isPresent()) return Optional.of(clips.byId(number(id.get())));
            Optional<String> blob = options.text("blob");
            if (blob.isPresent()) return Optional.of(ClipStore.blob(blob.get().getBytes(StandardCharsets.ISO_8859_1)));
            Optional<String> base64 = options.text("blob64");
            return base64.isPresent() ? Optional.of(ClipStore.blob(decoded(base64.get()))) : Optional.empty();
        } catch (UnusableClipException e) {
            throw RelayException.of(String.valueOf(e.getMessage()));
        }
    }

    /** The number of what a request names by {@code db-id}.
     * @throws RelayException if it is none */
    public static OptionalLong number(Options options) throws RelayException {
        Optional<String> id = options.text("file").isPresent() ? Optional.empty() : options.text("db-id");
        return id.isPresent() ? OptionalLong.of(number(id.get())) : OptionalLong.empty();
    }

    private static long number(String text) throws RelayException {
        if (!text.matches("[0-9]{1,18}")) throw RelayException.of("Invalid db-id '" + text + "': a number");
        return Long.parseLong(text);
    }

    private static byte[] decoded(String text) throws RelayException {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw RelayException.of("Invalid blob64: " + e.getMessage());
        }
    }
}
