package io.tandem.provisioning.webhook;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Webhooks, {@code tandem.provisioning-api.webhooks}.
 * @param privateTargets whether a webhook may name a loopback, private or link-local address
 * @param deadAfter      how long one delivery is tried again
 * @param keep           how long events and deliveries can be seen and replayed */
@Validated
@ConfigurationProperties("tandem.provisioning-api.webhooks")
public record WebhookProperties(@DefaultValue("false") boolean privateTargets, @DefaultValue("3d") @DurationMin(minutes = 1) Duration deadAfter,
                                @DefaultValue("7d") @DurationMin(days = 1) Duration keep) {}
