package io.tandem.appserver.queue;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.snapshot.Directory;
import io.tandem.platform.RedisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires call queues. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {
    @Bean(destroyMethod = "close")
    RedisLine callQueueLine(RedisProperties redis) {
        return RedisLine.open(redis.uri());
    }

    @Bean
    CallQueues callQueues(RedisLine line, Directory directory, OwnerSounds sounds, Prompts prompts, QueueProperties properties) {
        return new CallQueues(line, uuid -> directory.byUuid(uuid).thenCompose(owner -> Sounds.of(owner, sounds, prompts)), properties);
    }
}
