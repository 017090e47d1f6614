/** Behaviours of the wire contract, section 3, end to end: provisioned over REST, called with SIPp, read back as CDRs. */
package io.tandem.e2e.wire;
