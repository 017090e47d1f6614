package io.tandem.proxy.location;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

import io.tandem.data.redis.KeyWatch;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.LoopRedis;
import io.tandem.net.EventLoop;
import org.jspecify.annotations.Nullable;

/** Remembers the bindings of those who were called last, so that a call asks nobody. Redis tells what others have changed (CLIENT TRACKING); when it cannot,
 * nothing is remembered. What calls ask for, and refreshes of what is remembered, go over the connection that watches, all else over another one, so that
 * this one hears of it and Redis notes no more keys for it than are remembered. Any thread; only the loop remembers. */
public final class RememberedLocations implements Locations {
    private final EventLoop loop;
    private final InstantSource clock;
    private final Locations plain;
    private final LoopRedis watching;
    private final Locations watched;
    private final Memory memory;

    private RememberedLocations(EventLoop loop, InstantSource clock, Locations plain, LoopRedis watching, Memory memory) {
        this.loop = loop;
        this.clock = clock;
        this.plain = plain;
        this.watching = watching;
        this.watched = new RedisLocations(watching, clock);
        this.memory = memory;
    }

    /** Begins to connect; until that is done everything goes the plain way.
     * @param uri   as {@link LoopRedis#serves} has it, of the same Redis as the plain way
     * @param most  addresses-of-record that are remembered; the one not asked for the longest time is forgotten first
     * @param plain over a connection that does not watch */
    public static RememberedLocations open(EventLoop loop, String uri, int most, Locations plain, InstantSource clock) {
        Memory memory = new Memory(most);
        return new RememberedLocations(loop, clock, plain, LoopRedis.watching(loop, uri, memory), memory);
    }

    /** As {@link LoopRedis#probe}, and what is remembered of another host's Redis is forgotten with it. Any thread. */
    public void probe() {
        watching.probe();
    }

    @Override
    public CompletionStage<List<Binding>> recall(AddressOfRecord owner) {
        List<Binding> known = loop.inLoop() ? memory.recall(key(owner)) : null;
        return known == null ? find(owner) : CompletableFuture.completedFuture(unexpired(known, clock.instant()));
    }

    private static List<Binding> unexpired(List<Binding> known, Instant now) {
        for (Binding binding : known) {
            if (binding.isExpired(now)) {
                return known.stream().filter(one -> !one.isExpired(now)).toList();
            }
        }
        return known;
    }

    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return isHeard() ? watched.find(owner).whenComplete((all, _) -> memory.note(key(owner), all)) : plain.find(owner);
    }

    /** Only on the loop is a reply remembered before what changes after it is heard. */
    private boolean isHeard() {
        return loop.inLoop() && watching.isUp();
    }

    @Override
    public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
        return isHeard() && memory.knows(key(owner)) ? watched.refresh(owner, binding).whenComplete((refreshed, _) -> {
            switch (refreshed) {
                case Refreshed.Stored stored -> memory.note(key(owner), stored.all());
                case Refreshed.Other other -> memory.note(key(owner), other.current());
                case Refreshed.Stale _ -> { }
                case null -> memory.changed(key(owner)); // it may have been stored
            }
        }) : plain.refresh(owner, binding);
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        return plain.update(owner, stored, removed).whenComplete((_, _) -> {
            if (loop.inLoop()) {
                memory.changed(key(owner)); // who is told of it now must not be ahead of us
            }
        });
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        return plain.flowsClosed(flows);
    }

    private static String key(AddressOfRecord owner) {
        return Keys.locationUser(owner.user(), owner.domain());
    }

    /** Addresses-of-record whose bindings are remembered, or that they have none. Any thread. */
    public int size() {
        return memory.size;
    }

    /** Calls that were answered from memory. Any thread. */
    public long recalled() {
        return memory.recalled.sum();
    }

    /** Bindings by the key of their set, which each change of one of them touches. Loop thread. */
    private static final class Memory implements KeyWatch {
        private final Map<String, List<Binding>> bindings;
        private volatile int size;
        private final LongAdder recalled = new LongAdder();

        Memory(int most) {
            bindings = new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, List<Binding>> eldest) {
                    return size() > most;
                }
            };
        }

        @Nullable List<Binding> recall(String key) {
            List<Binding> known = bindings.get(key);
            if (known != null) {
                recalled.increment();
            }
            return known;
        }

        boolean knows(String key) {
            return bindings.containsKey(key);
        }

        void note(String key, @Nullable List<Binding> all) {
            if (all != null) {
                bindings.put(key, all);
                size = bindings.size();
            }
        }

        @Override
        public void changed(String key) {
            bindings.remove(key);
            size = bindings.size();
        }

        @Override
        public void allChanged() {
            bindings.clear();
            size = 0;
        }
    }
}
