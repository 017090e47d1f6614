package io.tandem.platform.settings;

import java.nio.file.Path;

import org.springframework.core.convert.converter.Converter;

/** Reads the paths of settings; Spring's own way to them ends at an {@code Optional<Path>}. */
public final class PathConverter implements Converter<String, Path> {
    @Override public Path convert(String text) {
        return Path.of(text);
    }
}
