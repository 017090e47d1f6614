package io.tandem.b2bua.session;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Transfers (RFC 3515, RFC 3891), {@code tandem.b2bua.transfer}.
 * @param enabled               the B2BUA itself does what a subscriber's REFER asks for; else the REFER goes to the other party
 * @param blindImmediateRelease who transfers blindly is released at once, and hears nothing of what becomes of it; else when the new party has answered */
@Validated
@ConfigurationProperties("tandem.b2bua.transfer")
public record TransferProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean blindImmediateRelease) {}
