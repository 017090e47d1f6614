package io.tandem.proxy.vsc;

import io.tandem.sip.message.SipUri;

/** What the app server is asked to do for a caller. Immutable.
 * @param uri        request URI; its user part is what was dialled
 * @param parameters for {@code P-App-Param}: what to set, and to what */
public record ServiceRequest(SipUri uri, String parameters) {}
