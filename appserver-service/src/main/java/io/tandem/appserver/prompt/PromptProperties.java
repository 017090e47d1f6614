package io.tandem.appserver.prompt;

import java.nio.file.Path;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Prompts, {@code tandem.appserver.prompt}.
 *
 * @param folder WAV files (8 kHz, 16 bit, mono) such as {@code unavailable.wav}; what is missing there is a built-in tone
 */
@ConfigurationProperties("tandem.appserver.prompt")
public record PromptProperties(Optional<Path> folder) {}
