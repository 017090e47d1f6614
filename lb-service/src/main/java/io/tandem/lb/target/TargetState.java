package io.tandem.lb.target;

/** What may be sent to a proxy, and who says so. */
public enum TargetState {
    /** In the list since the start or the last reload, and has not answered a probe yet. Gets what is new only while none is active. */
    NEW("TP"),
    /** Gets its share. */
    ACTIVE("AP"),
    /** Owes an answer for too long: gets nothing new while another proxy lives. One message from it makes it active. */
    SUSPECT("TP"),
    /** Did not answer its probes. Gets nothing until it answers them. */
    DOWN("IP"),
    /** By the operator: no new Call-IDs, what has begun goes on. */
    DRAINED("IX"),
    /** By the operator: nothing that goes by Call-ID, and no probes; only what names it in a Route. */
    DISABLED("DX");

    private final String flags;

    TargetState(String flags) {
        this.flags = flags;
    }

    /** As Kamailio's dispatcher shows it: active, trying, inactive or disabled; then P if probing decides about it and X if not. */
    public String flags() {
        return flags;
    }
}
