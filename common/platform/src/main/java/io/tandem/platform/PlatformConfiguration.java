package io.tandem.platform;

import java.time.Clock;
import java.time.InstantSource;

import io.tandem.platform.management.ManagementConfiguration;
import io.tandem.platform.role.RoleConfiguration;
import io.tandem.platform.settings.OptionalPathConverter;
import io.tandem.platform.settings.RecordConstraints;
import io.tandem.platform.settings.UnknownSettings;
import io.tandem.platform.systemd.SystemdConfiguration;
import io.tandem.platform.warmup.WarmUpProperties;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;

/** Beans every service gets. */
@Configuration(proxyBeanMethods = false)
@Import({ManagementConfiguration.class, SystemdConfiguration.class, RoleConfiguration.class})
@EnableConfigurationProperties({DatabaseProperties.class, RedisProperties.class, NodeProperties.class, WarmUpProperties.class})
public class PlatformConfiguration {
    /** Spring Boot looks for it by this name, before it binds anything. */
    @Bean(EnableConfigurationProperties.VALIDATOR_BEAN_NAME) @Role(BeanDefinition.ROLE_INFRASTRUCTURE) static RecordConstraints settingsConstraints() {
        return new RecordConstraints();
    }

    @Bean @ConfigurationPropertiesBinding @Role(BeanDefinition.ROLE_INFRASTRUCTURE) static OptionalPathConverter optionalPathConverter() {
        return new OptionalPathConverter();
    }

    @Bean static UnknownSettings unknownSettings(ConfigurableEnvironment environment) {
        return new UnknownSettings(environment);
    }

    @Bean InstantSource clock() {
        return Clock.systemUTC();
    }
}
