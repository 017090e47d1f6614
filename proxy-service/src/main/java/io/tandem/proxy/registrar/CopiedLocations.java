package io.tandem.proxy.registrar;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Replication;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.Refreshed;

/** Locations whose changes are known to be made when the pair's other Redis has them, too: a phone that was told of its binding does not register again
 * for an hour. Any thread. */
public record CopiedLocations(Locations locations, Replication replication) implements Locations {
    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return locations.find(owner);
    }

    @Override
    public CompletionStage<List<Binding>> recall(AddressOfRecord owner) {
        return locations.recall(owner);
    }

    @Override
    public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
        return replication.copied(locations.refresh(owner, binding));
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        return replication.copied(locations.update(owner, stored, removed));
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        return locations.flowsClosed(flows);
    }
}
