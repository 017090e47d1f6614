package io.tandem.platform.control.http;

import java.time.InstantSource;

import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The commands of a service with a control port; such a service imports this and declares its {@link ControlEndpoint}. Commands are collected
 * when all beans stand, so the endpoint can be part of what the commands are about.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlProperties.class)
public class ControlConfiguration {
    @Bean CommandTable controlCommandTable(@Value("${spring.application.name:tandem}") String service, InstantSource clock) {
        return CommandTable.withBuiltIns(service, clock);
    }

    @Bean SmartInitializingSingleton controlCommandCollection(CommandTable table, ObjectProvider<ControlCommand> single,
            ObjectProvider<ControlCommands> several) {
        return () -> {
            table.register(single.orderedStream().toList());
            several.orderedStream().forEach(commands -> table.register(commands.commands()));
        };
    }
}
