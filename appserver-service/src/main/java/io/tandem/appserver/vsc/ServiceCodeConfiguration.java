package io.tandem.appserver.vsc;

import javax.sql.DataSource;

import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.appserver.prompt.Prompts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires service codes. */
@Configuration(proxyBeanMethods = false)
class ServiceCodeConfiguration {
    @Bean
    ServiceCodes serviceCodes(DataSource database, SqlThreads sql, Prompts prompts) {
        return new ServiceCodes(new SqlSettings(database, sql), prompts);
    }
}
