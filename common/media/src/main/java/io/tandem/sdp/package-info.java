/**
 * Session descriptions (RFC 8866) read and edited as text: line order and lines nobody knows stay. Offer/answer terms are those of
 * RFC 3264. Pure, immutable, no SIP: relay, proxy, app server and phones all use it.
 */
@NullMarked
package io.tandem.sdp;

import org.jspecify.annotations.NullMarked;
