package io.tandem.data.redis;

/**
 * Every Redis key and channel. Location keys have the layout that other tools of this switch family read: a set per address-of-record
 * whose members are the keys of binding hashes.
 */
public final class Keys {
    /** Published by writers after commit: the change feed looks at once instead of at its next interval. */
    public static final String CHANGE_CHANNEL = "tandem:change";
    /**
     * Stream of what happened to bans, so that every load balancer follows within a moment. Trimmed to about {@link #BAN_LOG_LENGTH} entries; a reader
     * that fell behind reads the bans themselves.
     */
    public static final String BAN_LOG = "tandem:ban:log";
    public static final int BAN_LOG_LENGTH = 20_000;
    /** Sorted set of banned addresses, by the end of the ban in epoch seconds. */
    public static final String BANNED_SOURCES = "tandem:ban:sources";
    /** Sorted set of accounts that are banned from at least one address, {@code user@domain}, by the end of the last ban in epoch seconds. */
    public static final String BANNED_ACCOUNTS = "tandem:ban:accounts";
    /**
     * Sorted set of what was let free, by the moment in epoch milliseconds: {@code source:ADDRESS} or {@code account:USER@DOMAIN}. A load balancer that
     * could not hear of it when it happened lets free what it banned before that moment. Entries older than the longest ban are dropped.
     */
    public static final String LIFTED_BANS = "tandem:ban:lifted";
    /** The peers of the system as text, a line each: address, and after a tab the host name if there is one. Proxies write, load balancers read. */
    public static final String PEERS = "tandem:peers";
    /**
     * Stream of bindings that began and ended, for the event stream and webhooks. Trimmed to about {@link #REGISTRATION_LOG_LENGTH} entries, and by its
     * readers to what they have not read.
     */
    public static final String REGISTRATION_LOG = "tandem:registration:log";
    public static final int REGISTRATION_LOG_LENGTH = 200_000;
    /** Sorted set of all bindings that end by themselves, by the moment in epoch seconds: RUID, user and domain, a line each. */
    public static final String REGISTRATION_ENDS = "tandem:registration:ends";
    /**
     * Begins the keys of addresses-of-record whose refreshed bindings are told in the log, too, {@code user@domain}: somebody watches them. Theirs is the
     * time to live of the watch.
     */
    public static final String REGISTRATION_WATCHED = "tandem:registration:watched:";
    /** Hash of the parallel calls: counter, such as {@code user:UUID}, to how many calls it counts. A counter of none is not there. */
    public static final String CALL_COUNTERS = "tandem:calls:counters";
    /** Sorted set of the Call-IDs that are counted, by the moment in epoch seconds when they can be up no longer. */
    public static final String CALL_ENDS = "tandem:calls:ends";
    /** Sorted set of the processes that set calls up, by the end of their lease in epoch seconds. */
    public static final String CALL_OWNERS = "tandem:calls:owners";
    /**
     * Hash of what registered phones were told of mailboxes that have not subscribed: id of the subscriber to the change that this was about, and how
     * many messages it has, new/old/urgent.
     */
    public static final String MAILBOXES_TOLD = "tandem:mwi:told";
    /** The proxy that keeps the registrations of this system at others; it renews its lease while it lives. */
    public static final String UPSTREAM_LEASE = "tandem:upstream:lease";
    /** Hash of these registrations: {@code subscriber:ID} or {@code peer:ID} to how they stand. */
    public static final String UPSTREAM_STATES = "tandem:upstream:states";
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

    /** Hash of what one call counts in: counter to how often; names with an at sign are about the call. */
    public static String callHolds(String callId) { return "tandem:calls:holds:" + callId; }

    /** How often the same call came within the window of the loop detector. */
    public static String loop(String call) { return "tandem:loop:" + call; }

    /** What a subscriber dialled last. */
    public static String lastDialled(String uuid) { return "tandem:dialled:" + uuid; }

    /** Set of the Call-IDs that a process is setting up: they end with it. */
    public static String callSetups(String owner) { return "tandem:calls:setups:" + owner; }

    /** List of the Call-IDs that wait in the queue of a subscriber, the first to be served first. */
    public static String callQueue(String uuid) { return "callqueue:" + uuid; }

    /** Highest epoch in which a node of this pair was active: scripts that write for a pair refuse older ones. */
    public static String epoch(String pair) { return "ha:epoch:" + pair; }

    /** Sorted set of the Call-IDs of established calls of a B2BUA, by the moment in epoch seconds when they end at the latest.
     * @param sentBy address and port of the B2BUA, the same on both nodes of a pair */
    public static String b2buaCalls(String sentBy) { return "tandem:b2bua:" + sentBy + ":calls"; }

    /** The epoch in which a B2BUA of a pair was stopped last, for a minute: written after all its calls, so that who has this has them, too. */
    public static String b2buaStop(String sentBy) { return "tandem:b2bua:" + sentBy + ":stop"; }

    /** Hash of one established call, as the other node needs it. */
    public static String b2buaCall(String sentBy, String callId) { return "tandem:b2bua:" + sentBy + ":call:" + callId; }

    /** Hash about the ban of an address. Its TTL is the rest of the ban; one for good has none. */
    public static String bannedSource(String address) { return "tandem:ban:source:" + address; }

    /** Hash of an account's bans: a field for each address. Its TTL is the rest of the longest ban. */
    public static String bannedAccount(String account) { return "tandem:ban:account:" + account; }

    /** Set of the Call-IDs that a pair of media relays carries. */
    public static String relayCalls(String pair) { return "tandem:relay:" + pair + ":calls"; }

    /** Hash of what makes one call of a pair of media relays: its commands, keys and figures. Secret. */
    public static String relayCall(String pair, String callId) { return "tandem:relay:" + pair + ":call:" + callId; }

    /** Stream of what happens to the calls of a pair of media relays, of some seconds. Secret. */
    public static String relayLog(String pair) { return "tandem:relay:" + pair + ":log"; }
}
