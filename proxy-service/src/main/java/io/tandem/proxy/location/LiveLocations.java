package io.tandem.proxy.location;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Bindings without those whose connection ended with a load balancer's restart. They fade away by themselves. */
public record LiveLocations(Locations all, LoadBalancerStarts starts) implements Locations {

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
        return all.refresh(owner, binding).thenApply(refreshed -> switch (refreshed) {
            case Refreshed.Stored stored -> new Refreshed.Stored(alive(stored.all()));
            case Refreshed.Other other -> new Refreshed.Other(alive(other.current()));
            case Refreshed.Stale stale -> stale;
        });
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        return all.update(owner, stored, removed);
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        return all.flowsClosed(flows);
    }
}
