package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.Optional;

import io.tandem.b2bua.message.AppParameters;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** A call as the plan draws it up. Immutable but for {@code outgoing}, which the stages fill.
 * @param invite     of leg A, as received
 * @param parameters what the proxy tells us
 * @param nextHop    where leg B goes: the proxy that sent us leg A
 * @param maxLength  after which both legs get a BYE
 * @param maxRinging after which leg B is cancelled
 * @param outgoing   INVITE of leg B */
record CallDraft(SipMessage invite, AppParameters parameters, Optional<SipUri> nextHop, Duration maxLength, Duration maxRinging,
                 Optional<SipMessage> outgoing) {
    CallDraft withNextHop(SipUri uri) {
        return new CallDraft(invite, parameters, Optional.of(uri), maxLength, maxRinging, outgoing);
    }

    CallDraft withLimits(Duration length, Duration ringing) {
        return new CallDraft(invite, parameters, nextHop, length, ringing, outgoing);
    }

    CallDraft withOutgoing(SipMessage message) {
        return new CallDraft(invite, parameters, nextHop, maxLength, maxRinging, Optional.of(message));
    }
}
