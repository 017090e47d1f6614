package io.tandem.b2bua.thirdparty;

import io.tandem.sip.message.SipUri;

/** A text message that is asked for from outside (RFC 3428).
 * @param subscriber UUID of who sends and pays
 * @param from       what it says of itself
 * @param to         as if it had dialled that */
public record TextMessage(String subscriber, SipUri from, SipUri to, String text) {
    /** The final response: SIP status and phrase. */
    public record Answer(int status, String reason) {}
}
