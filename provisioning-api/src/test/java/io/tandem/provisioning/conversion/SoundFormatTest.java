package io.tandem.provisioning.conversion;

import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SoundFormatTest {
    @Test void formatsAreAskedForByNameOrMediaType() {
        assertThat(SoundFormat.asked(Optional.of("MP3"))).contains(SoundFormat.MP3);
        assertThat(SoundFormat.asked(Optional.of("audio/ogg"))).contains(SoundFormat.OGG);
        assertThat(SoundFormat.asked(Optional.of("audio/wav"))).contains(SoundFormat.WAV);
        assertThat(SoundFormat.asked(Optional.of("application/xml"))).describedAs("Accept of a client that knows no sounds").isEmpty();
        assertThat(SoundFormat.asked(Optional.empty())).isEmpty();
    }

    @Test void anotherNameIsRefused() {
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> SoundFormat.asked(Optional.of("-n synth")))
            .matches(refused -> refused.status() == 422).withMessage("Invalid 'format' (-n synth), must be wav, mp3 or ogg.");
    }
}
