package io.tandem.provisioning.subscriber;

/**
 * Where a subscriber belongs.
 *
 * @param pbx            the customer has a PBX account
 * @param maxSubscribers most subscribers of the customer; 0 for no limit
 */
record Placement(long customerId, boolean pbx, long maxSubscribers, long resellerId, String externalCustomerId, long domainId, String domain) {}
