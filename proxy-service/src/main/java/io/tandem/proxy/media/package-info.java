/** Commands to the media relay over the ng protocol: codec, client and the rules which SDP becomes an offer or an answer (RFC 3264). */
@NullMarked
package io.tandem.proxy.media;

import org.jspecify.annotations.NullMarked;
