package io.tandem.proxy.location;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Bindings without those whose connection ended with a load balancer's restart, which fade away by themselves; and a binding whose connection is
 * said to have closed while it was being stored does not stay.
 */
public final class LiveLocations implements Locations {
    private static final Duration OVERTAKING = Duration.ofSeconds(10);
    private static final int MOST_CLOSED = 100_000;

    private final Locations all;
    private final LoadBalancerStarts starts;
    /** A load balancer never gives the number of a connection again. */
    private final Cache<ClosedFlow, Boolean> closed = Caffeine.newBuilder().expireAfterWrite(OVERTAKING).maximumSize(MOST_CLOSED).build();

    public LiveLocations(Locations all, LoadBalancerStarts starts) {
        this.all = all;
        this.starts = starts;
    }

    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return all.find(owner).thenApply(this::alive);
    }

    @Override
    public CompletionStage<List<Binding>> recall(AddressOfRecord owner) {
        return all.recall(owner).thenApply(this::alive);
    }

    private List<Binding> alive(List<Binding> bindings) {
        return bindings.stream().anyMatch(starts::isDead) ? bindings.stream().filter(binding -> !starts.isDead(binding)).toList() : bindings;
    }

    @Override
    public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
        return open(all.refresh(owner, binding), List.of(binding)).thenApply(refreshed -> switch (refreshed) {
            case Refreshed.Stored stored -> new Refreshed.Stored(alive(stored.all()));
            case Refreshed.Other other -> new Refreshed.Other(alive(other.current()));
            case Refreshed.Stale stale -> stale;
        });
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        return open(all.update(owner, stored, removed), stored);
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        flows.forEach(flow -> closed.put(flow, true));
        return all.flowsClosed(flows);
    }

    /** What was stored of connections that closed meanwhile goes again. */
    private <T> CompletionStage<T> open(CompletionStage<T> storing, List<Binding> stored) {
        List<ClosedFlow> flows = stored.stream().filter(binding -> binding.connection().isPresent())
                .map(binding -> new ClosedFlow(binding.connection().getAsLong(), binding.received())).toList();
        return flows.isEmpty() ? storing : storing.thenCompose(done -> {
            List<ClosedFlow> gone = flows.stream().filter(flow -> closed.getIfPresent(flow) != null).toList();
            return gone.isEmpty() ? CompletableFuture.completedFuture(done) : all.flowsClosed(gone).thenApply(_ -> done);
        });
    }
}
