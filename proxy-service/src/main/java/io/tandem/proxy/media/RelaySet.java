package io.tandem.proxy.media;

import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses the relay of a call: rendezvous hashing of the Call-ID, so that a restarted proxy finds the relay of a call it never saw.
 * A relay that does not answer is avoided by new calls for a while. Event loop only. */
final class RelaySet {
    private final List<InetSocketAddress> relays;
    private final long disabledForNanos;
    private final Map<InetSocketAddress, Long> disabledSinceNanos = new HashMap<>();
    private final Map<String, InetSocketAddress> ofCall = new HashMap<>(); // only calls that are not where their hash says

    RelaySet(List<InetSocketAddress> relays, long disabledForNanos) {
        if (relays.isEmpty()) {
            throw new IllegalArgumentException("no media relay configured; set tandem.proxy.relay.addresses");
        }
        this.relays = List.copyOf(relays);
        this.disabledForNanos = disabledForNanos;
    }

    /** Relays to try for this call, best first; never empty. An established call has only its own. */
    List<InetSocketAddress> candidates(String callId, boolean newCall, long nowNanos) {
        InetSocketAddress moved = ofCall.get(callId);
        if (moved != null) {
            return List.of(moved);
        }
        List<InetSocketAddress> ranked = ranked(callId);
        if (!newCall) {
            return List.of(ranked.getFirst());
        }
        List<InetSocketAddress> usable = ranked.stream().filter(relay -> isUsable(relay, nowNanos)).toList();
        return usable.isEmpty() ? ranked : usable;
    }

    private List<InetSocketAddress> ranked(String callId) {
        return relays.stream().sorted(Comparator.comparingInt((InetSocketAddress relay) -> score(callId, relay)).reversed()).toList();
    }

    private static int score(String callId, InetSocketAddress relay) {
        int hash = callId.hashCode() * 31 + relay.hashCode(); // finished by the mix of MurmurHash3
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private boolean isUsable(InetSocketAddress relay, long nowNanos) {
        Long since = disabledSinceNanos.get(relay);
        return since == null || nowNanos - since > disabledForNanos;
    }

    /** The relay took the call. */
    void serves(String callId, InetSocketAddress relay) {
        disabledSinceNanos.remove(relay);
        if (!ranked(callId).getFirst().equals(relay)) {
            ofCall.put(callId, relay);
        }
    }

    void failed(InetSocketAddress relay, long nowNanos) {
        disabledSinceNanos.put(relay, nowNanos);
    }

    void forget(String callId) {
        ofCall.remove(callId);
    }

    /** Calls remembered because they are not where their hash says. */
    int displaced() {
        return ofCall.size();
    }
}
