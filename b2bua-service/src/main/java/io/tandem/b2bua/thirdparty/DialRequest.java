package io.tandem.b2bua.thirdparty;

import io.tandem.sip.message.SipUri;

/** A call that is asked for from outside (click-to-dial).
 * @param subscriber  UUID of the subscriber who calls and pays
 * @param phone       address-of-record of its phones, which ring first
 * @param destination whom it calls, as if it had dialled that */
public record DialRequest(String subscriber, SipUri phone, SipUri destination) {}
