package io.tandem.proxy.auth;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.number.Subscribers;
import io.tandem.sip.message.SipMessage;

/** Subscribers for whom the B2BUA makes a call: click-to-dial, or the new call of a transfer (signalling.md §2.1, §3.7). Load balancers delete the header
 * that names them in both outside directions. Never blocks; stages may complete on any thread. */
public record ThirdPartyCallers(Subscribers subscribers) {
    /** UUID of the subscriber. */
    public static final String HEADER = "P-Third-Party-Call";

    /** Does the request name one? */
    public static boolean isMeant(SipMessage request) {
        return request.has(HEADER);
    }

    /** Ask only for requests of the B2BUA.
     * @return empty if there is no such subscriber */
    public CompletionStage<Optional<Caller>> of(SipMessage request, InetSocketAddress source) {
        return subscribers.byUuid(request.header(HEADER).orElse("")).thenApply(found -> found
                .filter(subscriber -> subscriber.status() != SubscriberStatus.PENDING)
                .map(subscriber -> Caller.thirdParty(subscriber, request, source.getAddress().getHostAddress())));
    }
}
