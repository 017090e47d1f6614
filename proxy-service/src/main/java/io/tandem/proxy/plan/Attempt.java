package io.tandem.proxy.route;

import java.time.Instant;
import java.util.Optional;

import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.number.Callee;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;

/** A request outside dialogs and what is known of it so far. Immutable but for its transaction. */
public record Attempt(ServerTransaction transaction, Instant arrival, SipUri dialled, Optional<Caller> caller, Optional<Callee> callee) {

    public static Attempt of(ServerTransaction transaction, Instant arrival) {
        return new Attempt(transaction, arrival, dialled(transaction.request()), Optional.empty(), Optional.empty());
    }

    /** A tel URI means the number in the caller's own domain (RFC 3966, RFC 3261 §19.1.6). */
    private static SipUri dialled(SipMessage request) {
        SipUri uri = SipUri.parse(request.requestUri());
        if (!uri.scheme().equals("tel")) {
            return uri;
        }
        String number = request.requestUri().substring("tel:".length());
        int parameters = number.indexOf(';');
        String digits = (parameters < 0 ? number : number.substring(0, parameters)).replaceAll("[-.()]", "");
        return SipUri.of(digits, request.from().uri().host(), -1).withParameter("user", "phone");
    }

    public SipMessage request() {
        return transaction.request();
    }

    public Attempt by(Caller authenticated) {
        return new Attempt(transaction, arrival, dialled, Optional.of(authenticated), callee);
    }

    public Attempt to(Callee found) {
        return new Attempt(transaction, arrival, dialled, caller, Optional.of(found));
    }
}
