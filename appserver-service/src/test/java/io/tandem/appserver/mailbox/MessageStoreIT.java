package io.tandem.appserver.mailbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.tandem.appserver.MailboxFixture;
import io.tandem.appserver.SwitchableDatabase;
import io.tandem.data.mailbox.MailboxQuery;
import io.tandem.data.mailbox.MailboxState;
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

    @Test
    void whatItsOwnerHasHeardIsOldAndWhatItDeletesIsGoneWithoutHoles() throws Exception {
        for (int i = 0; i < 5; i++) store.store(message(i)).get();
        SqlInbox inbox = new SqlInbox(spool, sql);
        List<Long> ids = inbox.open(MailboxFixture.UUID).get().messages();
        assertThat(ids).hasSize(5);
        assertThat(inbox.recording(ids.getFirst()).get()).containsExactly(1, 2, 3);
        inbox.leave(MailboxFixture.UUID, Set.of(ids.get(0), ids.get(2)), Set.of(ids.get(1))).get();
        assertThat(mailbox.messages().stream().map(row -> row.folder().substring(row.folder().lastIndexOf('/') + 1) + " " + row.number() + " " + row.callId()))
                .containsExactlyInAnyOrder("Old 0 call-0", "Old 1 call-2", "INBOX 0 call-3", "INBOX 1 call-4");
        assertThat(inbox.open(MailboxFixture.UUID).get().messages()).containsExactly(ids.get(3), ids.get(4));
        assertThat(inbox.recording(ids.get(1))).failsWithin(Duration.ofSeconds(5));
        inbox.leave(MailboxFixture.UUID, Set.of(), Set.of(ids.get(0))).get();
        assertThat(mailbox.messages()).as("only new ones are deleted here").hasSize(4);
    }

    @Test
    void proxiesAreToldOfEachChangeAndCountWhatThereIs() throws Exception {
        long before = changes();
        assertThat(state()).contains(new MailboxState("bob", MailboxFixture.DOMAIN, 0, 0, 0));
        for (int i = 0; i < 3; i++) store.store(message(i)).get();
        spool.insert(message(2));                                           // is there already
        assertThat(changes() - before).isEqualTo(3);
        SqlInbox inbox = new SqlInbox(spool, sql);
        List<Long> ids = inbox.open(MailboxFixture.UUID).get().messages();
        inbox.leave(MailboxFixture.UUID, Set.of(ids.getFirst()), Set.of(ids.getLast())).get();
        assertThat(changes() - before).isEqualTo(4);
        assertThat(state()).contains(new MailboxState("bob", MailboxFixture.DOMAIN, 1, 1, 0));
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("update voicemail.voicemail_spool set dir = '/spool/default/x/Urgent' where id = " + ids.get(1));
            assertThat(state()).contains(new MailboxState("bob", MailboxFixture.DOMAIN, 1, 1, 1));
            assertThat(MailboxQuery.ofSubscriber(connection, 8002)).isEmpty();
        }
    }

    private static Optional<MailboxState> state() throws SQLException {
        try (Connection connection = TestServers.connect()) {
            return MailboxQuery.ofSubscriber(connection, 8001);
        }
    }

    private static long changes() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select count(*) from provisioning.change_log where entity = 'mailbox' and entity_key = '8001'")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aPinIsAskedForIfThereIsOne() throws Exception {
        SqlInbox inbox = new SqlInbox(spool, sql);
        assertThat(inbox.open(MailboxFixture.UUID).get().pin()).isEmpty();
        for (String pin : List.of("0", "", "4711")) {
            try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
                statement.execute("delete from voicemail.voicemail_users where customer_id = '" + MailboxFixture.UUID + "'");
                statement.execute("insert into voicemail.voicemail_users (customer_id, mailbox, password) values ('" + MailboxFixture.UUID
                        + "', '4318001', '" + pin + "')");
            }
            assertThat(inbox.open(MailboxFixture.UUID).get().pin()).isEqualTo(pin.length() < 2 ? Optional.empty() : Optional.of(pin));
        }
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("delete from voicemail.voicemail_users where customer_id = '" + MailboxFixture.UUID + "'");
        }
    }
}
