package io.tandem.billing.rating;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Rating, {@code tandem.billing-service.rating}.
 *
 * @param enabled  whether this node rates; several nodes may at the same time
 * @param interval pause between two looks for records that are not rated
 * @param batch    records that are rated in one transaction
 * @param splitPeakParts calls that go over from on-peak to off-peak time, or back, get a record for each part
 */
@Validated
@ConfigurationProperties("tandem.billing-service.rating")
public record RatingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1s") @DurationMin(millis = 100) Duration interval,
                               @DefaultValue("500") @Min(1) @Max(5000) int batch,
                               @DefaultValue("false") boolean splitPeakParts) {}
