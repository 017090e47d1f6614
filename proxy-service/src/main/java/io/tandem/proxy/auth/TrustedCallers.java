package io.tandem.proxy.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.data.tables.CallTables;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.number.Subscribers;
import io.tandem.sip.message.SipMessage;

/** Callers that are known by the address they call from (§2.1): such a request is not challenged. Never blocks; stages may complete on any thread. */
public record TrustedCallers(CallTables tables, Subscribers subscribers) {

    /** Who sent this? Ask only for requests of a load balancer, whose word on their source is believed. */
    public CompletionStage<Optional<Caller>> of(SipMessage request) {
        return tables.trustedSources().thenCompose(all -> all.subscriber(request.header("P-NGCP-Src-Ip").orElse(""),
                        request.header("P-NGCP-Src-Proto").orElse(""), request.from().uri().toString())
                .<CompletionStage<Optional<Caller>>>map(uuid -> subscribers.byUuid(uuid).thenApply(found -> found
                        .filter(subscriber -> subscriber.status() != SubscriberStatus.PENDING).map(subscriber -> Caller.trusted(subscriber, request))))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }
}
