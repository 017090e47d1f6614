package io.tandem.relay.sdp;

/** What of a description is replaced beside ports and addresses of media (signalling.md §5.4).
 * @param origin            o= shows the relay's address
 * @param zeroAddress       an old-style hold shows the relay's address instead of 0.0.0.0
 * @param originalDirection no {@code a=sendrecv} is added
 * @param fullRtcpAttribute {@code a=rtcp} with address */
public record RewriteRules(boolean origin, boolean zeroAddress, boolean originalDirection, boolean fullRtcpAttribute) {}
