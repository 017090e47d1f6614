package io.tandem.provisioning.callcontrol;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Click-to-dial ({@code callcontrols}) and text messages ({@code sms}), {@code tandem.provisioning-api.click-to-dial}.
 *
 * @param control  {@code host:port} of the B2BUA's control port, {@code tandem.b2bua.control.listen} there
 * @param patience for its answer; the B2BUA itself waits 1.5 s for the first news of the subscriber's phones
 * @param messagePatience for its answer to a text message, which the B2BUA itself awaits for 10 s
 * @param atOnce   how many requests wait for it at a time; more are refused (503)
 */
@Validated
@ConfigurationProperties("tandem.provisioning-api.click-to-dial")
public record ClickToDialProperties(@DefaultValue("127.0.0.1:8090") @NotBlank String control, @DefaultValue("3s") @DurationMin(millis = 100) Duration patience,
                                    @DefaultValue("12s") @DurationMin(millis = 100) Duration messagePatience, @DefaultValue("8") @Min(1) int atOnce) {}
