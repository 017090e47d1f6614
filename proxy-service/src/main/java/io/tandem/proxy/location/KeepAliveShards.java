package io.tandem.proxy.location;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Bindings that are pinged, in shards, so that several proxies share the work. Any thread; stages complete on any thread. */
public interface KeepAliveShards {

    /** A hundred thousand bindings make shards of four hundred. */
    int COUNT = 256;

    /** Takes the shard for this round, unless another proxy has.
     * @param lease       how long nobody else can take it: most of the time to its next round
     * @param maxUnanswered a binding whose so many last pings were not answered is removed; 0: none is
     * @return who is to be pinged now; empty if another proxy has the shard */
    CompletionStage<List<Pinged>> claim(int shard, Duration lease, int maxUnanswered);

    /** A ping to this binding was answered; wanted only if bindings are removed at all. */
    void answered(String ruid);

    /** Where the binding of this RUID belongs. */
    static int shardOf(String ruid) {
        return Math.floorMod(ruid.hashCode(), COUNT);
    }

    /** One to be pinged.
     * @param domain of its address-of-record */
    record Pinged(Binding binding, String domain) {}
}
