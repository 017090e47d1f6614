package io.tandem.data.redis;

/**
 * Every Redis key and channel. Location keys have the layout that other tools of this switch family read: a set per address-of-record
 * whose members are the keys of binding hashes.
 */
public final class Keys {
    /** Published by writers after commit: the change feed looks at once instead of at its next interval. */
    public static final String CHANGE_CHANNEL = "tandem:change";
    private static final String LOCATION = "1:location:";
    /** Begins the keys of flows. */
    public static final String FLOW = "tandem:flow:";
    private static final String KEEP_ALIVE = "tandem:keepalive:";

    private Keys() {}

    /** Hash of one binding. Its TTL is the rest of the registration's life; a permanent one has none. */
    public static String locationEntry(String ruid) { return LOCATION + "entry::" + ruid; }

    /**
     * Set of binding keys of an address-of-record. Its TTL is that of the binding that lives longest, so members may name
     * hashes that have expired.
     */
    public static String locationUser(String username, String domain) { return LOCATION + "usrdom::" + username + ":" + domain; }

    /**
     * Hash of the bindings that were made over one connection to a load balancer: RUID to {@link #locationUser}. Its TTL is that of the
     * binding that lives longest.
     *
     * @param connection the load balancer's number of it, unsigned
     * @param received   {@code sip:ip:port;transport=tls} of the phone, as the binding has it
     */
    public static String flow(long connection, String received) { return FLOW + Long.toUnsignedString(connection) + "@" + received; }

    /** Set of the RUIDs in one shard of those that are pinged; members may name bindings that are gone. */
    public static String keepAliveShard(int shard) { return KEEP_ALIVE + "shard:" + shard; }

    /** Held by the proxy that pings this shard in this round. */
    public static String keepAliveLease(int shard) { return KEEP_ALIVE + "lease:" + shard; }
}
