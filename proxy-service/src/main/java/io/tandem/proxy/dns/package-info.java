/** Where calls to domains that are not ours go: SIP URIs to addresses by the DNS (RFC 3263). */
@NullMarked
package io.tandem.proxy.dns;

import org.jspecify.annotations.NullMarked;
