package io.tandem.appserver.voicemail;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Voicemail, {@code tandem.appserver.voicemail}.
 *
 * @param domain           host of the request URIs that mean a mailbox
 * @param maxMessages      messages a mailbox holds
 * @param maxLength        longest message
 * @param minLength        shorter ones are not kept
 * @param maxSilence       so much silence ends the message
 * @param silenceThreshold root mean square below which audio counts as silence
 */
@Validated
@ConfigurationProperties("tandem.appserver.voicemail")
public record VoicemailProperties(@DefaultValue("voicebox.local") @NotBlank String domain,
                                  @DefaultValue("100") @Min(1) @Max(9999) int maxMessages,
                                  @DefaultValue("5m") Duration maxLength,
                                  @DefaultValue("1s") Duration minLength,
                                  @DefaultValue("10s") Duration maxSilence,
                                  @DefaultValue("128") @Min(0) int silenceThreshold) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public VoicemailProperties {
        if (maxLength.compareTo(minLength) <= 0 || maxLength.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("tandem.appserver.voicemail: max-length %s must lie between min-length %s and %s"
                    .formatted(maxLength, minLength, LONGEST));
        }
        if (!maxSilence.isPositive()) throw new IllegalArgumentException("tandem.appserver.voicemail: max-silence must be positive");
    }
}
