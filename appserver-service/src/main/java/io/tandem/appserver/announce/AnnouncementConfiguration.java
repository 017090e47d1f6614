package io.tandem.appserver.announce;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeFeed;
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
    Announcements announcements(SqlSounds sounds, AnnouncementProperties properties) {
        return new Announcements(sounds, properties);
    }
}
