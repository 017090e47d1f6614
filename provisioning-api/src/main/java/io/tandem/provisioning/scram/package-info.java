/** SCRAM keys of subscribers (RFC 5802), which XMPP servers check passwords with; written together with the SIP password. */
@NullMarked
package io.tandem.provisioning.scram;

import org.jspecify.annotations.NullMarked;
