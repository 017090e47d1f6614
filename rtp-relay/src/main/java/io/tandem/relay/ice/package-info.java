/**
 * Interactive connectivity establishment: STUN messages (RFC 8489), an agent, full or lite, for one media stream towards one party (RFC 8445),
 * trickled candidates (RFC 8838) and consent to go on sending (RFC 7675). Pure: time and datagrams come from the caller. One thread an agent.
 */
@NullMarked
package io.tandem.relay.ice;

import org.jspecify.annotations.NullMarked;
