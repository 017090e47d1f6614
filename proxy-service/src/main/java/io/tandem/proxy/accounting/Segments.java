package io.tandem.proxy.accounting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The journal's files, named by the sequence of their first entry. */
final class Segments {
    private static final String PREFIX = "acc-";
    private static final String SUFFIX = ".journal";

    private Segments() {}

    /** All files of the folder, oldest first. */
    static List<Path> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isSegment(file.getFileName().toString())).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot list accounting journal " + directory, failure);
        }
    }

    private static boolean isSegment(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    static Path named(Path directory, long firstSequence) {
        return directory.resolve("%s%020d%s".formatted(PREFIX, firstSequence, SUFFIX));
    }

    /** Sequence of the first entry, from the name. */
    static long firstSequence(Path segment) {
        String name = segment.getFileName().toString();
        return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
    }
}
