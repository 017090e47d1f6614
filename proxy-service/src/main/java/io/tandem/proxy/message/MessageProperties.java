package io.tandem.proxy.message;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** SIP MESSAGE between subscribers, {@code tandem.proxy.message}.
 * @param enabled         whether it is served; else it is answered by {@code 405 Method Not Allowed}
 * @param maxBytes        largest body; a larger one is answered by {@code 413 Request Entity Too Large}
 * @param perMinute       most messages of one subscriber in a minute through one proxy; further ones are answered by {@code 403 Too Many Messages}
 * @param patience        after which a message that no phone has answered is kept for later
 * @param keep            how long it is kept for a phone that is not there, unless its Expires says less; 0 keeps none
 * @param maxPerRecipient most that are kept for one subscriber
 * @param maxPerSender    most that are kept of one subscriber
 * @param maxPerPair      most that are kept of one subscriber for one other, so that nobody fills up the room of another
 * @param toPeers         messages to numbers that no subscriber has go to peers by the rules for calls, where the sender's domain has no {@code smsc_peer};
 *                        else they are answered by {@code 404 Not Found} */
@Validated
@ConfigurationProperties("tandem.proxy.message")
public record MessageProperties(@DefaultValue("true") boolean enabled, @DefaultValue("8192") @Min(1) @Max(60_000) int maxBytes,
                                @DefaultValue("60") @Min(1) int perMinute,
                                @DefaultValue("8s") @DurationMin(seconds = 1) @DurationMax(seconds = 30) Duration patience,
                                @DefaultValue("72h") @DurationMin(seconds = 0) Duration keep, @DefaultValue("100") @Min(1) int maxPerRecipient,
                                @DefaultValue("500") @Min(1) int maxPerSender, @DefaultValue("20") @Min(1) int maxPerPair,
                                @DefaultValue("false") boolean toPeers) {
    /** Most that a proxy takes out of the silo at once. */
    static final int BATCH = 10;
    private static final Duration MARGIN = Duration.ofSeconds(20);

    /** How long a proxy has those to itself that it delivers: long enough for every one of them. */
    Duration lease() {
        return patience.multipliedBy(BATCH).plus(MARGIN);
    }
}
