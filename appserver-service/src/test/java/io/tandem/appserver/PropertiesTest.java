package io.tandem.appserver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.tandem.appserver.mailbox.MailboxProperties;
import io.tandem.appserver.media.MediaProperties;
import io.tandem.appserver.prompt.PromptProperties;
import io.tandem.appserver.session.SessionProperties;
import io.tandem.appserver.voicemail.VoicemailProperties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Settings: an empty file and a full one. */
class PropertiesTest {
    private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("tandem.appserver." + prefix, type);
    }

    @Test
    void defaultsAreThoseOfTheSpecification() {
        assertThat(bind("session", SessionProperties.class, Map.of()))
                .isEqualTo(new SessionProperties("127.0.0.1", 5070, 1000, "Tandem", Duration.ofSeconds(4)));
        assertThat(bind("media", MediaProperties.class, Map.of())).isEqualTo(new MediaProperties("127.0.0.1", 10000, 20000, 184));
        assertThat(bind("prompt", PromptProperties.class, Map.of()).path()).isEmpty();
        VoicemailProperties voicemail = bind("voicemail", VoicemailProperties.class, Map.of());
        assertThat(voicemail.maxMessages()).isEqualTo(100);
        assertThat(voicemail.silenceThreshold()).isEqualTo(128);
        assertThat(voicemail.maxLength()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void everySettingCanBeSet() {
        Map<String, String> all = Map.ofEntries(Map.entry("tandem.appserver.voicemail.domain", "box.local"),
                Map.entry("tandem.appserver.voicemail.max-messages", "5"), Map.entry("tandem.appserver.voicemail.max-length", "1m"),
                Map.entry("tandem.appserver.voicemail.min-length", "2s"), Map.entry("tandem.appserver.voicemail.max-silence", "3s"),
                Map.entry("tandem.appserver.voicemail.silence-threshold", "64"), Map.entry("tandem.appserver.mailbox.spool-folder", "/v"),
                Map.entry("tandem.appserver.prompt.folder", "/prompts"), Map.entry("tandem.appserver.session.max-calls", "7"));
        assertThat(bind("voicemail", VoicemailProperties.class, all)).isEqualTo(new VoicemailProperties("box.local", 5, Duration.ofMinutes(1),
                Duration.ofSeconds(2), Duration.ofSeconds(3), 64));
        assertThat(bind("mailbox", MailboxProperties.class, all)).isEqualTo(new MailboxProperties("/v", Duration.ofSeconds(5)));
        assertThat(bind("prompt", PromptProperties.class, all).path()).isEqualTo(Optional.of(Path.of("/prompts")));
        assertThat(bind("session", SessionProperties.class, all).maxCalls()).isEqualTo(7);
    }

    @Test
    void nonsenseIsRefusedWithTheNameOfTheSetting() {
        assertThatThrownBy(() -> bind("voicemail", VoicemailProperties.class, Map.of("tandem.appserver.voicemail.max-length", "2h")))
                .hasStackTraceContaining("max-length");
    }
}
