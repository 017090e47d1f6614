package io.tandem.billing.cdr;

/**
 * Calling side of a record.
 *
 * @param cli      network number of the caller
 * @param clir     number restricted
 * @param userOut  number as sent to the called side
 */
public record CdrSource(Party party, String cli, boolean clir, String ip, String userOut, String peerAuthUser, String peerAuthRealm) {}
