package io.tandem.proxy.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;

/** A counter that a call wants to count in, and what that counter may not exceed. Immutable.
 * @param key   counter, such as {@code userout:UUID}
 * @param party on whose behalf; says what its limit answers */
public record Claim(String key, Party party, List<Limit> limits) {

    /** Counters of subscribers with a call queue; the ledger notes when a call leaves one. */
    public static final String QUEUE = "queue:";

    /** Whose counter it is. */
    public enum Party { CALLER, CALLEE, PEER, SYSTEM }

    /** A limit.
     * @param preference where it is set
     * @param max        most calls, the new one included; 0 or less: none at all
     * @param without    counter whose calls do not count, since they are of the other direction; empty if all count */
    public record Limit(String preference, int max, String without) {

        /** Is only told to billing, and refuses nothing. */
        public boolean isQuota() {
            return preference.equals(CallPreferences.CONCURRENT_CALLS_QUOTA.name());
        }

        /** More calls than that are refused. */
        public int refusesAbove() {
            return isQuota() ? Integer.MAX_VALUE : max;
        }
    }

    public Claim {
        limits = List.copyOf(limits);
    }

    /** A counter without limits. */
    public static Claim of(String key, Party party) {
        return new Claim(key, party, List.of());
    }

    /** Counters of a subscriber who has taken a call of its group. */
    public static List<Claim> ofMember(String uuid) {
        return List.of(of("totaluser:" + uuid, Party.CALLEE), of("user:" + uuid, Party.CALLEE), of("activeuser:" + uuid, Party.CALLEE));
    }

    /** Counters of a call to a peer's server. */
    public static List<Claim> toPeer(int hostId, Preferences peer, boolean limited) {
        return List.of(new Claim("peerout:" + hostId, Party.PEER, limited ? limit(peer, CallPreferences.CONCURRENT_MAX_OUT, "") : List.of()),
                new Claim("peer:" + hostId, Party.PEER, limited ? limit(peer, CallPreferences.CONCURRENT_MAX, "") : List.of()));
    }

    /** Counter of a call from a peer's server. */
    public static Claim fromPeer(int hostId, Preferences peer, boolean limited) {
        List<Limit> limits = new ArrayList<>();
        if (limited) {
            limits.addAll(limit(peer, CallPreferences.CONCURRENT_MAX, ""));
            limits.addAll(limit(peer, CallPreferences.CONCURRENT_MAX_IN, "peerout:" + hostId));
        }
        return new Claim("peer:" + hostId, Party.CALLER, limits);
    }

    /** The limit that is set there, if any. */
    public static List<Limit> limit(Preferences owner, PreferenceKey<OptionalInt> preference, String without) {
        OptionalInt max = owner.get(preference);
        return max.isPresent() ? List.of(new Limit(preference.name(), max.getAsInt(), without)) : List.of();
    }
}
