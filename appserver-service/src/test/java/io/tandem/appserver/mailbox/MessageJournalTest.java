package io.tandem.appserver.mailbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageJournalTest {
    @TempDir
    private Path folder;

    @Test
    void keepsMessagesUntilTheyAreDeleted() throws IOException {
        MessageJournal journal = new MessageJournal(folder.resolve("a/b"));
        assertThat(journal.entries()).isEmpty();
        Instant now = Instant.parse("2026-11-23T12:00:00.123Z");
        NewMessage second = new NewMessage("u", "\"Ä\" <1>", now.plusSeconds(1), Duration.ofSeconds(5), "c%/2", new byte[] {4});
        NewMessage first = new NewMessage("u", "", now, Duration.ofSeconds(4), "c1", new byte[] {1, 2, 3});
        journal.write(second);
        journal.write(first);
        assertThat(journal.entries()).hasSize(2);
        assertThat(journal.read(journal.entries().getFirst())).usingRecursiveComparison().isEqualTo(first);
        assertThat(journal.read(journal.entries().getLast())).usingRecursiveComparison().isEqualTo(second);
        journal.delete(journal.entries().getFirst());
        assertThat(journal.entries()).hasSize(1);
    }

    @Test
    void halfWrittenFilesAreNotEntriesAndStrangersAreNamed() throws IOException {
        MessageJournal journal = new MessageJournal(folder);
        Files.write(folder.resolve("1.part"), new byte[] {1});
        assertThat(journal.entries()).isEmpty();
        Path stranger = Files.write(folder.resolve("1.message"), new byte[] {0, 0, 0, 9});
        assertThatThrownBy(() -> journal.read(stranger)).isInstanceOf(IOException.class).hasMessageContaining("format 9");
    }
}
