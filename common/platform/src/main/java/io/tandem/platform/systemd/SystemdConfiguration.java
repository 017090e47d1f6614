package io.tandem.platform.systemd;

import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.tandem.net.EventLoop;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

/** Units of {@code Type=notify} with {@code WatchdogSec=}; nothing happens in a process that was started otherwise. */
@Configuration(proxyBeanMethods = false)
public class SystemdConfiguration {

    @Bean Notices serviceManagerNotices(ObjectProvider<WatchedThreads> others) {
        return new Notices(Supervisor.of(System.getenv()),
            () -> Stream.<Executor>concat(EventLoop.all().stream(), others.stream().flatMap(threads -> threads.all().stream())).toList());
    }

    @Bean ApplicationListener<ApplicationReadyEvent> saysThatItIsReady(Notices notices) {
        return _ -> notices.ready();
    }

    @Bean ApplicationListener<ContextClosedEvent> saysThatItStops(Notices notices) {
        return _ -> notices.stopping();
    }
}
