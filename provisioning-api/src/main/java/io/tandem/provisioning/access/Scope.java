package io.tandem.provisioning.access;

/**
 * Whose rows a caller may touch. Ids are 0 where the level is above them.
 *
 * @param level  what he is confined to
 * @param subscriber id in {@code billing.voip_subscribers}
 */
public record Scope(Level level, long reseller, long customer, long subscriber) {
    /** From wide to narrow. */
    public enum Level { EVERYTHING, RESELLER, CUSTOMER, SUBSCRIBER, NOTHING }

    /** Whether something of a reseller may be touched; the narrower levels never reach what is the reseller's own. */
    public boolean reaches(long resellerId) {
        return level == Level.EVERYTHING || (level == Level.RESELLER && reseller == resellerId);
    }

    /** Whether something of a customer may be touched. */
    public boolean reaches(long resellerId, long customerId) {
        return reaches(resellerId) || (level == Level.CUSTOMER && customer == customerId);
    }

    /** Whether something of a subscriber may be touched. */
    public boolean reaches(long resellerId, long customerId, long subscriberId) {
        return reaches(resellerId, customerId) || (level == Level.SUBSCRIBER && subscriber == subscriberId);
    }
}
