package io.tandem.ha.election;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EpochFileTest {
    @TempDir Path folder;

    @Test void startsAtNothingAndKeepsWhatIsStored() throws IOException {
        assertThat(new EpochFile(folder).load()).isZero();
        new EpochFile(folder).store(8);
        new EpochFile(folder).store(10);
        assertThat(new EpochFile(folder).load()).isEqualTo(10);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest @ValueSource(strings = {"", "ten", "-2", "12345678901234567890"})
    void doesNotGuessWhenTheFileIsSpoilt(String content) throws IOException {
        Files.writeString(folder.resolve("epoch"), content);
        assertThatThrownBy(() -> new EpochFile(folder).load()).isInstanceOf(IOException.class).hasMessageContaining("instead of an epoch");
    }

    @Test void aFolderBelongsToOneProcess() throws IOException {
        try (DataFolder _ = DataFolder.open(folder)) {
            assertThatThrownBy(() -> DataFolder.open(folder)).isInstanceOf(IOException.class).hasMessageContaining("another HA manager");
        }
        DataFolder.open(folder).close();
    }
}
