package io.tandem.appserver.attendant;

import javax.sql.DataSource;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.snapshot.Directory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires auto attendants. */
@Configuration(proxyBeanMethods = false)
class AttendantConfiguration {
    @Bean
    AutoAttendant autoAttendant(Directory directory, DataSource database, SqlThreads sql, OwnerSounds sounds, Prompts prompts, AttendantProperties properties) {
        return new AutoAttendant(new SqlMenus(new SqlMenus.Sources(directory::byUuid, database, sql, sounds, prompts), properties.repetitions()), properties);
    }
}
