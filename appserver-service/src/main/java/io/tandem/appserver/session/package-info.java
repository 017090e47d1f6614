/**
 * Calls that the app server answers (RFC 3261 UAS): INVITE to an application, SDP answer, ACK, requests inside the dialog, BYE from either
 * side. Start at {@link io.tandem.appserver.session.CallServer}. Applications implement {@code Application} and speak through {@code Caller}.
 */
@NullMarked
package io.tandem.appserver.session;

import org.jspecify.annotations.NullMarked;
