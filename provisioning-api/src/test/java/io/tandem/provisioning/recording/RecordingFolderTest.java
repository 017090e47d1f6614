package io.tandem.provisioning.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordingFolderTest {
    @Test void foldersAreNoRecordings(@TempDir Path root) throws IOException {
        RecordingFolder recordings = new RecordingFolder(root.toString());
        assertThatThrownBy(() -> recordings.delete(List.of(""), false)).isInstanceOf(UncheckedIOException.class);
        Path day = Files.createDirectory(root.resolve("day"));
        recordings.delete(List.of("", "day"), true);
        assertThat(day).exists();
        assertThatThrownBy(() -> recordings.read("day")).isInstanceOf(UncheckedIOException.class);
    }
}
