package io.tandem.appserver.mailbox;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.DirectorySettings;
import io.tandem.data.tables.CachedCallTables;
import io.tandem.platform.DatabaseProperties;
import io.tandem.platform.NodeProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires database and journal. Beans are closed in reverse order: calls have ended by then, see {@code AppserverLifecycle}. */
@Configuration(proxyBeanMethods = false)
class MailboxConfiguration {
    private static final int CONNECTIONS = 4;
    private static final int WAITING = 10_000;
    private static final int CACHED_SUBSCRIBERS = 20_000;

    @Bean
    HikariDataSource dataSource(DatabaseProperties database) {
        return DataSources.open(database.url(), database.username(), database.password(), "appserver", 2 * CONNECTIONS);
    }

    @Bean
    ChangeFeed changeFeed(DataSource dataSource) {
        return DatabaseWait.AT_START.until(() -> ChangeFeed.start(dataSource, ChangeFeed.POLL_INTERVAL));
    }

    @Bean
    Directory directory(DataSource dataSource, ChangeFeed feed) {
        return Directory.open(dataSource, feed, new DirectorySettings(CACHED_SUBSCRIBERS, CONNECTIONS, WAITING));
    }

    @Bean
    CachedCallTables callTables(DataSource dataSource, ChangeFeed feed) {
        return CachedCallTables.open(dataSource, feed);
    }

    @Bean
    SqlThreads sqlThreads() {
        return new SqlThreads(CONNECTIONS, WAITING);
    }

    @Bean
    MessageSpool messageSpool(DataSource dataSource, MailboxProperties properties) {
        return new MessageSpool(dataSource, properties.spoolFolder());
    }

    @Bean
    DurableMessageStore messageStore(MessageSpool spool, NodeProperties node, SqlThreads sql, MailboxProperties properties) {
        DurableMessageStore store = new DurableMessageStore(spool, new MessageJournal(node.dataDir().resolve("appserver/voicemail")), sql);
        store.replayEvery(properties.replayInterval());
        return store;
    }

    @Bean
    Mailboxes mailboxes(Directory directory, MessageSpool spool, SqlThreads sql) {
        return new SqlMailboxes(directory, spool, sql);
    }

    @Bean
    Inbox inbox(MessageSpool spool, SqlThreads sql) {
        return new SqlInbox(spool, sql);
    }

    @Bean
    HealthIndicator databaseHealth(DataSource dataSource) {
        return () -> {
            try (Connection connection = dataSource.getConnection()) {
                return connection.isValid(1) ? Health.up().build() : Health.down().withDetail("database", "does not answer").build();
            } catch (SQLException e) {
                return Health.down(e).build();
            }
        };
    }
}
