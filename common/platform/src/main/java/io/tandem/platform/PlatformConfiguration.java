package io.tandem.platform;

import java.time.Clock;
import java.time.InstantSource;

import io.tandem.platform.management.ManagementConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Beans every service gets. */
@Configuration(proxyBeanMethods = false)
@Import(ManagementConfiguration.class)
@EnableConfigurationProperties({DatabaseProperties.class, RedisProperties.class, NodeProperties.class})
public class PlatformConfiguration {
    @Bean InstantSource clock() {
        return Clock.systemUTC();
    }
}
