package io.tandem.appserver.mailbox;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.tandem.appserver.MailboxFixture;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Spool and journal on a real MySQL. */
class MessageStoreIT {
    @TempDir
    private Path folder;

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final MessageSpool spool = new MessageSpool(database, "/spool");
    private final SqlThreads sql = new SqlThreads(8, 100);
    private MailboxFixture mailbox;
    private DurableMessageStore store;

    @BeforeEach
    void start() throws SQLException {
        mailbox = new MailboxFixture();
        store = new DurableMessageStore(spool, new MessageJournal(folder), sql);
    }

    @AfterEach
    void stop() throws SQLException {
        store.close();
        sql.close();
        mailbox.close();
    }

    private static NewMessage message(int number) {
        return new NewMessage(MailboxFixture.UUID, "\"A\" <1>", Instant.ofEpochSecond(1_795_000_000 + number), Duration.ofSeconds(3), "call-" + number,
                new byte[] {1, 2, 3});
    }

    @Test
    void messagesOfManyCallersAtOnceAreNumberedWithoutHoles() throws Exception {
        List<CompletableFuture<MessageStore.Place>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) all.add(store.store(message(i)));
        for (CompletableFuture<MessageStore.Place> one : all) assertThat(one.get()).isEqualTo(MessageStore.Place.DATABASE);
        assertThat(mailbox.messages().stream().map(MailboxFixture.Row::number)).containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
        assertThat(spool.newMessages(MailboxFixture.UUID)).isEqualTo(40);
    }

    @Test
    void messageIsJournaledWhileTheDatabaseIsAwayAndComesOverOnce() throws Exception {
        database.away = true;
        assertThat(store.store(message(1)).get()).isEqualTo(MessageStore.Place.JOURNAL);
        store.replay();
        MessageJournal journal = new MessageJournal(folder);
        assertThat(journal.entries()).hasSize(1);
        database.away = false;
        spool.insert(message(1));                                           // as if a replay had been cut off before it could delete the file
        store.replay();
        store.replay();
        assertThat(journal.entries()).isEmpty();
        assertThat(mailbox.messages()).hasSize(1);
    }

    /** The tests' database, reachable or not. */
    private static final class SwitchableDatabase implements DataSource {
        private volatile boolean away;

        @Override
        public Connection getConnection() throws SQLException {
            if (away) throw new SQLException("no route to database", "08001");
            return TestServers.connect();
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLoginTimeout(int seconds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
