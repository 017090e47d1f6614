package io.tandem.data.redis;

/**
 * Every Redis key and channel. Location keys have the layout that other tools of this switch family read: a set per address-of-record
 * whose members are the keys of binding hashes.
 */
public final class Keys {
    /** Published by writers after commit: the change feed looks at once instead of at its next interval. */
    public static final String CHANGE_CHANNEL = "tandem:change";
    private static final String LOCATION = "1:location:";

    private Keys() {}

    /** Hash of one binding. Its TTL is the rest of the registration's life; a permanent one has none. */
    public static String locationEntry(String ruid) { return LOCATION + "entry::" + ruid; }

    /**
     * Set of binding keys of an address-of-record. Its TTL is that of the binding that lives longest, so members may name
     * hashes that have expired.
     */
    public static String locationUser(String username, String domain) { return LOCATION + "usrdom::" + username + ":" + domain; }
}
