package io.tandem.provisioning.owner;

/**
 * A subscriber to whom rows belong.
 *
 * @param number digits of the primary number; the uuid of a subscriber without one
 * @param dials  a subscriber writes, who gives numbers as he dials them
 */
public record Owner(long id, String uuid, String domain, String number, boolean dials) {}
