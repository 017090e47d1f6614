package io.tandem.appserver.reminder;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class ReminderPropertiesTest {
    private static ReminderProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("tandem.appserver.reminder", ReminderProperties.class);
    }

    @Test
    void anEmptyFileAndAFullOne() {
        assertThat(bind(Map.of())).isEqualTo(new ReminderProperties(true, "app.local", "127.0.0.1:8090", Duration.ofSeconds(5), Duration.ofSeconds(10),
                Duration.ofMinutes(5), 2, Duration.ofSeconds(60)));
        String all = "tandem.appserver.reminder.";
        assertThat(bind(Map.of(all + "enabled", "false", all + "domain", "apps.local", all + "control", "192.0.2.1:8090", all + "patience", "1s", all + "check", "20s",
                all + "late", "2m", all + "retries", "0", all + "retry", "30s"))).isEqualTo(new ReminderProperties(false, "apps.local", "192.0.2.1:8090",
                Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(2), 0, Duration.ofSeconds(30)));
    }
}
