package io.tandem.appserver.reminder;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Wake-up calls, {@code tandem.appserver.reminder}.
 * @param enabled  this process makes such calls; of several that do, one makes each
 * @param domain   host of the request URI that the answered phone is connected with
 * @param control  {@code host:port} of the B2BUA's control port, {@code tandem.b2bua.control.listen} there
 * @param patience for its answer
 * @param check    how often is looked who is to be called
 * @param late     after what time it is too late to wake somebody
 * @param retries  how often a phone that does not ring is called again
 * @param retry    after what time */
@Validated
@ConfigurationProperties("tandem.appserver.reminder")
record ReminderProperties(@DefaultValue("true") boolean enabled, @DefaultValue("app.local") @NotBlank String domain,
                          @DefaultValue("127.0.0.1:8090") @NotBlank String control, @DefaultValue("5s") @DurationMin(millis = 100) Duration patience,
                          @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 1) Duration check,
                          @DefaultValue("5m") @DurationMin(minutes = 1) @DurationMax(minutes = 10) Duration late,
                          @DefaultValue("2") @Min(0) @Max(10) int retries, @DefaultValue("60s") @DurationMin(seconds = 1) Duration retry) {}
