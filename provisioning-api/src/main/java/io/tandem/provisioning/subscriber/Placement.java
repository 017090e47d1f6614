package io.tandem.provisioning.subscriber;

/**
 * Where a subscriber belongs.
 *
 * @param pbx            the customer has a PBX account
 * @param maxSubscribers most subscribers of the customer; 0 for no limit
 * @param maxOfReseller  most subscribers of the reseller; 0 for no limit
 * @param soundSet       id of the customer's default sound set, empty for none
 */
record Placement(long customerId, boolean pbx, long maxSubscribers, long resellerId, long maxOfReseller, String externalCustomerId, String soundSet,
                 long domainId, String domain) {

    /** Another subscriber of the same customer. */
    Placement in(long otherDomainId, String otherDomain) {
        return new Placement(customerId, pbx, maxSubscribers, resellerId, maxOfReseller, externalCustomerId, soundSet, otherDomainId, otherDomain);
    }
}
