package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.Optional;

import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.AppParameters;
import io.tandem.b2bua.session.Authority;
import io.tandem.b2bua.session.Transferor;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
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
    private static final String NOBODY = "0";

    /** As the caller has dialled it. */
    SipUri calleeAddress() {
        return plain(invite.to().uri());
    }

    /** As the callee may call back. */
    SipUri callerAddress() {
        return plain(invite.header(HeaderNames.P_ASSERTED_IDENTITY).map(text -> NameAddr.parse(text).uri()).filter(SipUri::isSip)
            .orElseGet(() -> invite.from().uri()));
    }

    /** Who a party is. A proxy of an earlier version names subscribers only. */
    Authority authority(Side side) {
        Optional<Authority> told = invite.header(Authority.HEADER)
            .map(text -> Authority.of(AppParameters.parse(text), side == Side.CALLER ? "caller" : "callee"));
        return told.orElseGet(() -> new Authority(transferor(side).map(Transferor::subscriber), Optional.empty()));
    }

    /** What this party sends the other one, without what a phone says its identity is. */
    SipMessage vouched(Side from, SipMessage outgoing) {
        return Authority.vouched(invite, from, outgoing);
    }

    /** Who pays for calls that this party asks for; empty if it is no subscriber of ours. */
    Optional<Transferor> transferor(Side side) {
        Optional<String> uuid = side == Side.CALLEE ? invite.header("P-Callee-UUID")
            : parameters.text("original_caller").or(() -> invite.header("P-Caller-UUID"));
        SipUri address = side == Side.CALLEE ? SipUri.parse(invite.requestUri()) : invite.from().uri();
        return uuid.filter(text -> !text.equals(NOBODY) && address.isSip()).map(text -> new Transferor(text, plain(address)));
    }

    private static SipUri plain(SipUri uri) {
        return SipUri.of(uri.decodedUser().orElse(""), uri.host(), -1);
    }

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
