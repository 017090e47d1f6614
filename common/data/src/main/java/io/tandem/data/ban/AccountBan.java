package io.tandem.data.ban;

import java.time.Instant;

/**
 * An account that is refused from one address because of wrong passwords.
 *
 * @param account   {@code user@domain}
 * @param address   of an IPv6 network its first address
 * @param failures  wrong passwords
 * @param stage     how often it was banned before
 * @param userAgent of the last attempt, as the sender wrote it
 * @param node      that set it
 */
public record AccountBan(String account, String address, int failures, int stage, Instant lastFailure, Instant until, String userAgent, String node) {}
