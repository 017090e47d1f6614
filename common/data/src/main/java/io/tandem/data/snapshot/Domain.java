package io.tandem.data.snapshot;

/**
 * A served SIP domain.
 *
 * @param name lower case
 */
public record Domain(int id, String name, int resellerId, Preferences preferences) {}
