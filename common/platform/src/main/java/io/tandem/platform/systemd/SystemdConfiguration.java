package io.tandem.platform.systemd;

import io.tandem.net.EventLoop;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

/** Units of {@code Type=notify} with {@code WatchdogSec=}; nothing happens in a process that was started otherwise. */
@Configuration(proxyBeanMethods = false)
public class SystemdConfiguration {

    @Bean Notices serviceManagerNotices() {
        return new Notices(Supervisor.of(System.getenv()), EventLoop::all);
    }

    @Bean ApplicationListener<ApplicationReadyEvent> saysThatItIsReady(Notices notices) {
        return _ -> notices.ready();
    }

    @Bean ApplicationListener<ContextClosedEvent> saysThatItStops(Notices notices) {
        return _ -> notices.stopping();
    }
}
