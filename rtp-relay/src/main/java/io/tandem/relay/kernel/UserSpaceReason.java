package io.tandem.relay.kernel;

/** Why the packets that arrive at a port pass through user space. */
public enum UserSpaceReason {
    NO_KERNEL_PATH("the relay has no kernel path here; its log says why at the start"),
    ENCRYPTION("the relay encrypts or decrypts it"),
    ICE("ICE or DTLS is not finished, or the relay takes part in it"),
    TRANSCODING("the relay changes, records or listens to it, or plays something into it"),
    NOT_RTP("it is no RTP, and passed unread"),
    RTCP("RTCP is read for the call's figures (tandem.rtp-relay.kernel.rtcp)"),
    BLOCKED("the controller blocks it, or some of it"),
    NO_RECEIVER("there is nobody to send it to"),
    SOURCE_NOT_LEARNED("the sender's address is not settled"),
    TARGET_NOT_LEARNED("the receiver's address is not settled"),
    ASYMMETRIC("the sender need not use the address of its SDP"),
    FAMILIES_DIFFER("one party has IPv4, the other IPv6"),
    TRAFFIC_CLASS("the call has a TOS of its own, which nftables rules do not set"),
    CHECK("a packet has yet to pass the host's firewall (tandem.rtp-relay.kernel.check)"),
    NO_DEVICE("its local address is on no device that has the kernel path"),
    TARGET_ON_THIS_HOST("the receiver is on this host"),
    NO_ROUTE("there is no route to the receiver that the kernel path can use"),
    TABLE_FULL("the flow table is full (tandem.rtp-relay.kernel.flows)"),
    REFUSED("the kernel refused the flow; the log says why");

    private final String words;

    UserSpaceReason(String words) {
        this.words = words;
    }

    /** The rest of a sentence that begins with "in user space because". */
    public String words() {
        return words;
    }
}
