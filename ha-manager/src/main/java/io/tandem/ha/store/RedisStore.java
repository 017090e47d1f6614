package io.tandem.ha.store;

import java.util.List;

import io.lettuce.core.RedisException;
import io.tandem.data.redis.Fence;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;
import io.tandem.ha.store.StoreProperties.RedisPair;

/** This node's Redis. Its own configuration should name the peer in {@code replicaof}: a Redis that boots empty must not be a master before anybody looks. */
final class RedisStore implements Store {
    private static final String MASTER = "master";
    /** Octets that a replica may lag behind and still count as in step: what is under way. */
    private static final long UNDER_WAY = 1 << 20;

    private final RedisLink redis;
    private final RedisPair pair;
    private final String epochKey;
    /** 0: not promoted. */
    private long promotedIn;

    RedisStore(RedisPair pair, String pairName) {
        this.pair = pair;
        redis = new RedisLink(pair.uri());
        epochKey = Keys.epoch(pairName);
    }

    @Override public String name() { return "redis"; }

    @Override public void promote(Order order) throws StoreException {
        long epoch = order.epoch();
        if (promotedIn == epoch && !holdsEpoch()) {
            throw new StoreException("it has lost what it held in epoch " + epoch + " (no " + epochKey + "), it was started empty perhaps: have the peer take"
                    + " over if its copy is good ('tandem ha make-standby'), or restart the HA manager to go on with an empty one");
        }
        order.check();
        if (!isMaster(role())) call("REPLICAOF", "NO", "ONE");
        long holds = (Long) call("EVAL", Fence.RAISE, "1", epochKey, Long.toString(epoch));
        if (holds > epoch) throw new StoreException("it has seen epoch " + holds + " already, this node is active in " + epoch + ": whose data is it?");
        promotedIn = epoch;
    }

    @Override public boolean isPromoted() throws StoreException { return isMaster(role()) && holdsEpoch(); }

    private boolean holdsEpoch() throws StoreException { return Long.valueOf(1).equals(call("EXISTS", epochKey)); }

    /** The same master again would cost a resynchronisation. */
    @Override public void demote() throws StoreException {
        promotedIn = 0;
        List<?> role = role();
        String host = StoreProperties.host(pair.peer());
        long port = StoreProperties.port(pair.peer());
        if (isMaster(role) || !host.equals(role.get(1)) || !Long.valueOf(port).equals(role.get(2))) call("REPLICAOF", host, Long.toString(port));
    }

    @Override public Condition look(boolean active) throws StoreException {
        List<?> role = role();
        if (active != isMaster(role)) return new Condition(false, active ? "a replica, not a master" : "a master, not a replica");
        if (!active) return new Condition("connected".equals(role.get(3)), "replica of " + pair.peer() + ", " + role.get(3));
        long offset = (Long) role.get(1);
        long behind = ((List<?>) role.get(2)).stream().mapToLong(replica -> offset - Long.parseLong(String.valueOf(((List<?>) replica).get(2))))
                .min().orElse(-1);
        if (behind < 0) return new Condition(false, "master without a replica");
        return new Condition(behind <= UNDER_WAY, "master, the replica is " + behind + " octets behind");
    }

    /** {@code master}, offset, replicas; or {@code slave}, host, port, state, offset. */
    private List<?> role() throws StoreException {
        if (call("ROLE") instanceof List<?> role && role.size() > 2) return role;
        throw new StoreException("its answer to ROLE cannot be read");
    }

    private static boolean isMaster(List<?> role) { return MASTER.equals(role.getFirst()); }

    private Object call(String... words) throws StoreException {
        try {
            return redis.call(words);
        } catch (RedisException e) {
            throw new StoreException(words[0] + ": " + e.getMessage(), e);
        }
    }

    @Override public void close() { redis.close(); }
}
