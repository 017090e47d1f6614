package io.tandem.platform.settings;

import java.net.URI;
import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordConstraintsTest {
    record Place(@Min(1) int port, @DefaultValue("x") @NotBlank String name) {}

    record Link(@NotNull URI url, @DefaultValue("1") int weight) {}

    record Settings(@DefaultValue("5") @Min(1) @Max(10) int number, @DefaultValue("a") @NotBlank String text, @DefaultValue("a") @NotEmpty List<String> list,
                    @DefaultValue("abc") @Size(min = 2, max = 3) String sized, @DefaultValue("rw-") @Pattern(regexp = "rw-|---") String mode,
                    @DefaultValue List<@Valid Place> places, @DefaultValue List<@Valid Link> links) {}

    @Validated
    record Framework(@Email String address) {}

    record Strange(@Email String address) {}

    @Test void defaultsHold() {
        assertThat(bind(Map.of()).number()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "s.number, 0, must be at least 1", "s.number, 11, must be at most 10", "s.text, ' ', must not be blank", "s.list, '', must not be empty",
        "s.sized, a, size must be between 2 and 3", "s.sized, abcd, size must be between 2 and 3", "s.mode, rwx, must match 'rw-|---'",
        "s.places[0].port, 0, must be at least 1"})
    void whatIsWrongIsSaidWithItsName(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of(name, value))).hasStackTraceContaining(message)
            .hasStackTraceContaining("on field '" + name.substring(name.lastIndexOf('.') + 1) + "'");
    }

    @Test void whatMustBeSetIsMissed() {
        assertThatThrownBy(() -> bind(Map.of("s.links[0].weight", "2"))).hasStackTraceContaining("must be set").hasStackTraceContaining("on field 'url'");
        assertThat(bind(Map.of("s.links[0].url", "http://127.0.0.1/")).links()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"s.number, 1", "s.number, 10", "s.sized, ab", "s.mode, ---", "s.places[0].port, 1"})
    void limitsAreWithin(String name, String value) {
        assertThat(bind(Map.of(name, value))).isNotNull();
    }

    @Test void recordsThatTheFrameworkChecksAreLeftToIt() {
        assertThat(new RecordConstraints().supports(Place.class)).isTrue();
        assertThat(new RecordConstraints().supports(Framework.class)).isFalse();
    }

    @Test void aConstraintThatIsNotKnownIsAMistakeOfOurs() {
        assertThatThrownBy(() -> binder(Map.of("s.address", "a")).bind("s", Bindable.of(Strange.class), handler())).hasStackTraceContaining("Email");
    }

    private static Settings bind(Map<String, String> settings) {
        return binder(settings).bindOrCreate("s", Bindable.of(Settings.class), handler());
    }

    private static Binder binder(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings));
    }

    private static ValidationBindHandler handler() {
        return new ValidationBindHandler(new RecordConstraints());
    }
}
