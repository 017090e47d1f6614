package io.tandem.proxy.call;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** A request ready to leave, and where to. */
public record Target(SipMessage request, Flow flow) {}
