package io.tandem.data.snapshot;

import java.util.Optional;

/**
 * Another user part under which a subscriber is reached: the digits of a number, or a device's name.
 *
 * @param username   digits or name
 * @param isPrimary  the subscriber's own main number
 * @param isDevid    also a user name to authenticate and register with; a call to it rings that device only
 * @param devidAlias name shown instead of it, if any
 */
public record Alias(String username, boolean isPrimary, boolean isDevid, Optional<String> devidAlias) {}
