package io.tandem.appserver.announce;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeFeed;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.tables.CachedCallTables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires announcements. */
@Configuration(proxyBeanMethods = false)
class AnnouncementConfiguration {
    @Bean(destroyMethod = "close")
    SqlSounds sounds(DataSource dataSource, ChangeFeed feed) {
        SqlSounds sounds = new SqlSounds(dataSource);
        feed.subscribe(sounds);
        return sounds;
    }

    @Bean
    OwnerSounds ownerSounds(CachedCallTables tables, SqlSounds sounds) {
        return new OwnerSounds(tables::sounds, sounds);
    }

    @Bean
    OfficeHours officeHours(Directory directory, OwnerSounds sounds, AnnouncementProperties properties) {
        return new OfficeHours(directory::byUuid, sounds, properties.domain());
    }

    @Bean
    Announcements announcements(SqlSounds sounds, AnnouncementProperties properties) {
        return new Announcements(sounds, properties);
    }
}
