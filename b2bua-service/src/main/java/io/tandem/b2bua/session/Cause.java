package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Why a leg is told something: the other leg's message, or a reason of ours (RFC 3326). Immutable. */
public record Cause(Optional<SipMessage> message, Optional<String> ownReason) {
    public static final Cause NONE = new Cause(Optional.empty(), Optional.empty());

    public static Cause of(SipMessage message) {
        return new Cause(Optional.of(message), Optional.empty());
    }

    public static Cause of(String reason) {
        return new Cause(Optional.empty(), Optional.of(reason));
    }

    public Optional<String> reason() {
        return ownReason.or(() -> message.flatMap(m -> m.header(HeaderNames.REASON)));
    }

    public Optional<SipMessage> request(String method) {
        return message.filter(m -> m.isRequest() && m.method().equals(method));
    }

    public Optional<SipMessage> accepted() {
        return message.filter(m -> m.status() / 100 == 2);
    }

    public Optional<SipMessage> refusal() {
        return message.filter(m -> m.status() >= 300);
    }
}
