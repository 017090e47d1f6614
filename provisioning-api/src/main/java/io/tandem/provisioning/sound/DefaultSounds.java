package io.tandem.provisioning.sound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sounds that new sets may start with, {@code tandem.provisioning-api.sounds}.
 *
 * @param folder a folder for each language, such as {@code en}, with a WAV file for each handle, such as {@code callee_busy.wav}; empty: there are none
 */
@ConfigurationProperties("tandem.provisioning-api.sounds")
public record DefaultSounds(@DefaultValue("") String folder) {
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}([_-][A-Za-z]{2})?");
    private static final String ENDING = ".wav";

    /** Puts a file for each handle that has one into a set.
     * @param replace whether files that the set has already are replaced
     * @throws ApiError 422 if there are none of this language */
    void copy(Store store, long set, String language, boolean loop, boolean replace) {
        for (Map.Entry<String, Path> sound : sounds(language).entrySet()) {
            store.number("select min(id) from provisioning.voip_sound_handles where name = ?", sound.getKey())
                .filter(handle -> replace || !store.exists("select 1 from provisioning.voip_sound_files where set_id = ? and handle_id = ?", set, handle))
                .ifPresent(handle -> put(store, set, handle, sound.getValue(), loop));
        }
    }

    private void put(Store store, long set, long handle, Path file, boolean loop) {
        store.execute("delete from provisioning.voip_sound_files where set_id = ? and handle_id = ?", set, handle);
        store.insert("provisioning.voip_sound_files", Map.of("set_id", set, "handle_id", handle, "loopplay", loop, "filename",
            file.getFileName().toString(), "data", TelephoneSound.of(content(file))));
    }

    /** The files of a language by handle. */
    private Map<String, Path> sounds(String language) {
        Path files = Path.of(folder, LANGUAGE.matcher(language).matches() ? language : "none");
        if (folder.isBlank() || !Files.isDirectory(files)) {
            throw ApiError.invalid("language", language, "There are no default sounds in this language");
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.filter(file -> file.toString().endsWith(ENDING)).collect(Collectors.toMap(DefaultSounds::handle, file -> file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("default sounds " + files + " cannot be read", unreadable);
        }
    }

    private static String handle(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("default sound " + file + " cannot be read", unreadable);
        }
    }
}
