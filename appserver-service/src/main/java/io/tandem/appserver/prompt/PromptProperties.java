package io.tandem.appserver.prompt;

import java.nio.file.Path;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prompts, {@code tandem.appserver.prompt}.
 *
 * @param folder WAV files (8 kHz, 16 bit, mono) such as {@code unavailable.wav}; what is missing there is a built-in tone; empty for tones only
 */
@ConfigurationProperties("tandem.appserver.prompt")
public record PromptProperties(@DefaultValue("") String folder) {
    public Optional<Path> path() {
        return folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder));
    }
}
