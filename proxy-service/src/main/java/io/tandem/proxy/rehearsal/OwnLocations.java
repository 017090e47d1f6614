package io.tandem.proxy.rehearsal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.sip.message.SipUri;

/** One phone, which is everybody's; nothing is stored. The real bindings are read, too, for how it is done. */
final class OwnLocations implements Locations {
    private final Locations real;
    private final Binding phone;

    /** @param loadBalancer {@code ip:port} of the phone's */
    OwnLocations(Locations real, String loadBalancer) {
        this.real = real;
        this.phone = new Binding("warm-up", SipUri.parse("sip:bob@192.0.2.2:5060"), "sip:192.0.2.2:5060",
                List.of("<sip:lb@" + loadBalancer + ";lr;received=sip:192.0.2.2:5060;socket=udp:" + loadBalancer + ">"), Optional.empty(), "", "warm-up", 1,
                Instant.EPOCH, "warm-up", "udp:" + loadBalancer, "", "", 0);
    }

    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return real.find(owner).handle((_, _) -> List.of(phone));
    }

    @Override
    public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
        return CompletableFuture.completedFuture(new Refreshed.Stored(List.of(binding)));
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        return CompletableFuture.completedFuture(0L);
    }
}
