package io.tandem.b2bua.session;

import io.tandem.sip.message.SipUri;

/** A subscriber who may ask for calls, and pays for them.
 * @param subscriber UUID
 * @param address    of the subscriber */
public record Transferor(String subscriber, SipUri address) {}
