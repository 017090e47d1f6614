package io.tandem.appserver.recent;

import javax.sql.DataSource;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.snapshot.Directory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what is about the last caller. */
@Configuration(proxyBeanMethods = false)
class RecentConfiguration {
    @Bean
    RecentCalls recentCalls(Directory directory, DataSource database, SqlThreads sql, OwnerSounds sounds, Prompts prompts) {
        return new RecentCalls(directory::byUuid, new SqlReceivedCalls(database, sql), sounds, prompts);
    }
}
