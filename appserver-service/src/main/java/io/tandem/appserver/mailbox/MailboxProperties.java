package io.tandem.appserver.mailbox;

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where messages are kept, {@code tandem.appserver.mailbox}.
 *
 * @param spoolFolder    what the column {@code dir} of a message starts with
 * @param replayInterval how often the journal is looked into
 */
@Validated
@ConfigurationProperties("tandem.appserver.mailbox")
public record MailboxProperties(@DefaultValue("/var/spool/asterisk/voicemail") @NotBlank String spoolFolder,
                                @DefaultValue("5s") Duration replayInterval) {
    public MailboxProperties {
        if (!replayInterval.isPositive()) throw new IllegalArgumentException("tandem.appserver.mailbox: replay-interval must be positive");
    }
}
