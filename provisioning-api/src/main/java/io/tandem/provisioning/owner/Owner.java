package io.tandem.provisioning.owner;

/**
 * A subscriber to whom rows belong.
 *
 * @param number digits of the primary number; the uuid of a subscriber without one
 */
public record Owner(long id, String uuid, String domain, String number) {}
