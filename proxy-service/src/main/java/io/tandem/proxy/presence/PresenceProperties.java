package io.tandem.proxy.presence;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Busy lamps, shared lines, presence and message waiting, {@code tandem.proxy.presence}.
 * @param enabled          whether SUBSCRIBE and PUBLISH are served; else they are answered by {@code 489 Bad Event}
 * @param maxExpires       longest time for which one holds without a refresh
 * @param maxSubscriptions most of all subscribers together; further ones are answered by 503
 * @param maxPerSubscriber most that one subscriber may hold
 * @param unsolicitedMwi   whether registered phones are told of new voicemail without having subscribed to {@code message-summary}
 * @param mailboxesPerSecond most mailboxes that are looked into in a second after their changes were missed */
@Validated
@ConfigurationProperties("tandem.proxy.presence")
public record PresenceProperties(@DefaultValue("true") boolean enabled, @DefaultValue("3600s") @DurationMin(seconds = 60) Duration maxExpires,
                                 @DefaultValue("200000") @Min(1) int maxSubscriptions, @DefaultValue("500") @Min(1) int maxPerSubscriber,
                                 @DefaultValue("true") boolean unsolicitedMwi, @DefaultValue("50") @Min(1) @Max(1000) int mailboxesPerSecond) {}
