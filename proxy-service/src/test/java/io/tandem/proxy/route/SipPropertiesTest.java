package io.tandem.proxy.route;

import java.time.Duration;
import java.util.Map;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SipPropertiesTest {

    private static SipProperties bound(String gather) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            return new Binder(new MapConfigurationPropertySource(Map.of("tandem.proxy.sip.gather", gather))).bindOrCreate("tandem.proxy.sip",
                    Bindable.of(SipProperties.class), new ValidationBindHandler(new SpringValidatorAdapter(factory.getValidator())));
        }
    }

    @Test void gatheringCanBeSwitchedOff() {
        assertThat(bound("0").gather()).isEqualTo(Duration.ZERO);
        assertThat(bound("20ms").gather()).isEqualTo(Duration.ofMillis(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"21ms", "-1ms"})
    void gatheringForLongIsRefusedByName(String gather) {
        assertThatThrownBy(() -> bound(gather)).hasStackTraceContaining("gather");
    }
}
