package io.tandem.appserver.conference;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.snapshot.Directory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires conference rooms. */
@Configuration(proxyBeanMethods = false)
class ConferenceConfiguration {
    @Bean
    Rooms conferenceRooms() {
        return new Rooms();
    }

    @Bean
    Conferences conferences(Directory directory, OwnerSounds sounds, Prompts prompts, Rooms rooms, ConferenceProperties properties) {
        return new Conferences(new SqlRooms(directory, sounds, prompts), rooms, properties);
    }

    @Bean
    MeterBinder conferenceMeters(Rooms rooms) {
        return registry -> {
            Gauge.builder("tandem.conference.rooms", rooms, Rooms::rooms).description("conference rooms that somebody is in").register(registry);
            Gauge.builder("tandem.conference.participants", rooms, Rooms::participants).description("participants of all conference rooms")
                    .register(registry);
        };
    }
}
