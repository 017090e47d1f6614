package io.tandem.appserver.prompt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.tandem.codec.Goertzel;
import io.tandem.codec.WavFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PromptsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Prompt.class)
    void everyPromptHasTonesOfItsOwn(Prompt prompt) {
        assertThat(Goertzel.rms(Prompts.load(Optional.empty()).of(prompt))).isGreaterThan(1000);
    }

    @Test
    void beepIsOneTone() {
        assertThat(Goertzel.share(Prompts.load(Optional.empty()).of(Prompt.BEEP), 1000)).isGreaterThan(0.95);
    }

    @Test
    void fileInTheFolderTakesThePlaceOfTheTones() throws IOException {
        WavFile.write(folder.resolve("mailbox-full.wav"), new short[] {1, 2, 3});
        Prompts prompts = Prompts.load(Optional.of(folder));
        assertThat(prompts.of(Prompt.MAILBOX_FULL)).containsExactly((short) 1, (short) 2, (short) 3);
        assertThat(prompts.of(Prompt.BEEP)).hasSizeGreaterThan(3000);
    }

    @Test
    void brokenFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("beep.wav"), "no audio");
        assertThatThrownBy(() -> Prompts.load(Optional.of(folder))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("beep.wav");
    }
}
