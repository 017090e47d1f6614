package io.tandem.proxy.location;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Bindings of all subscribers, shared by all proxies. Any thread; stages complete on any thread. */
public interface Locations {

    /** Bindings of an address-of-record that have not expired, in no order. */
    CompletionStage<List<Binding>> find(AddressOfRecord owner);

    /** As {@link #find}, perhaps from memory: what another node has changed within the last milliseconds may not show. For calls. */
    default CompletionStage<List<Binding>> recall(AddressOfRecord owner) {
        return find(owner);
    }

    /** Stores one binding that is known already, or the first one, in one go.
     * @param binding not a permanent one */
    CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding);

    /** Stores and removes bindings, all or none.
     * @param removed RUIDs */
    CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed);

    /** Removes the bindings that were made over these connections; one that was refreshed over another meanwhile stays.
     * @return how many were removed */
    CompletionStage<Long> flowsClosed(List<ClosedFlow> flows);
}
