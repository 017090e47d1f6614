package io.tandem.proxy.auth;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Digest authentication, {@code tandem.proxy.auth}.
 * @param nonceLifetime how long a nonce may be used again and again
 * @param failureDelay  after which wrong credentials are answered: longer than a look-up in the database, so that the time does not tell
 *                      whether there is such a user
 * @param sha256        offer SHA-256 before MD5 (RFC 8760); off because many phones understand one challenge only */
@Validated
@ConfigurationProperties("tandem.proxy.auth")
public record AuthProperties(@DefaultValue("300s") Duration nonceLifetime, @DefaultValue("50ms") Duration failureDelay,
                             @DefaultValue("false") boolean sha256) {}
