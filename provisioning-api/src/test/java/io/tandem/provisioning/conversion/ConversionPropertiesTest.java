package io.tandem.provisioning.conversion;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class ConversionPropertiesTest {
    @Test void theyHaveDefaultsAndNames() {
        assertThat(bind(Map.of())).isEqualTo(new ConversionProperties("sox", 4, Duration.ofMinutes(2)));
        assertThat(bind(Map.of("program", "/opt/sox", "at-once", "2", "time-limit", "30s")))
            .isEqualTo(new ConversionProperties("/opt/sox", 2, Duration.ofSeconds(30)));
    }

    private static ConversionProperties bind(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((key, value) -> source.put("tandem.provisioning-api.conversion." + key, value));
        return new Binder(source).bindOrCreate("tandem.provisioning-api.conversion", ConversionProperties.class);
    }
}
